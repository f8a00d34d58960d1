#include "petseg/train/ema.h"

#include <algorithm>

#include <torch/torch.h>

namespace petseg {
namespace {

/// Everything but the counters of batches.
std::vector<torch::Tensor> averaged_tensors(const torch::nn::Module& module) {
  std::vector<torch::Tensor> tensors = module.parameters();
  for (const auto& buffer : module.buffers()) {
    if (buffer.is_floating_point()) tensors.push_back(buffer);
  }
  return tensors;
}

}  // namespace

Ema::Ema(torch::nn::Module& net, torch::nn::Module& average, double decay)
    : source_(averaged_tensors(net)), average_(averaged_tensors(average)), decay_(decay) {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < source_.size(); ++i) average_[i].copy_(source_[i]);
}

void Ema::update() {
  const torch::NoGradGuard no_grad;
  ++step_;
  const double keep = std::min(decay_, step_ / (step_ + 10.0));
  at::_foreach_lerp_(average_, source_, 1 - keep);
}

}  // namespace petseg
