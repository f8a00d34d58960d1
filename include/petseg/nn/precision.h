#pragma once

#include <torch/nn/module.h>

namespace petseg {

/// bf16 autocast of the CPU for one forward pass, in this thread. One scope a forward: the cache of
/// cast weights dies with it, so a later pass never sees weights from before an optimiser step.
class Autocast {
 public:
  explicit Autocast(bool enabled);
  ~Autocast();
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  bool was_enabled_;
};

/// Stores all convolution weights as NHWC, the layout in which the CPU kernels are fastest.
void to_channels_last(torch::nn::Module& module);

}  // namespace petseg
