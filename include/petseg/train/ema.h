#pragma once

#include <vector>

#include <torch/nn/module.h>

namespace petseg {

/// Exponential moving average of a network's weights and batch-norm statistics (Polyak and Juditsky
/// 1992), held in a second network of the same shape. It starts as a plain copy and forgets that
/// start fast: the decay at step s is min(decay, s / (s + 10)).
class Ema {
 public:
  /// `average` is overwritten with the weights of `net`; both must outlive this. Parameters that
  /// need no gradient by now are not looked at again.
  Ema(torch::nn::Module& net, torch::nn::Module& average, double decay);

  /// Call after each optimiser step.
  void update();

  /// How often that was: with the two networks, all that the next update depends on.
  int steps() const { return step_; }
  void set_steps(int steps) { step_ = steps; }

 private:
  std::vector<torch::Tensor> source_;
  std::vector<torch::Tensor> average_;
  double decay_;
  int step_ = 0;
};

}  // namespace petseg
