#include "petseg/train/ema.h"

#include <algorithm>

#include <torch/torch.h>

namespace petseg {

Ema::Ema(torch::nn::Module& net, torch::nn::Module& average, double decay) : decay_(decay) {
  const torch::NoGradGuard no_grad;
  const auto copy = [&](const torch::Tensor& from, torch::Tensor& to, bool changes) {
    to.copy_(from);
    if (!changes) return;
    source_.push_back(from);
    average_.push_back(to);
  };
  const auto parameters = net.parameters();
  auto averages = average.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    copy(parameters[i], averages[i], parameters[i].requires_grad());
  }
  const auto buffers = net.buffers();
  auto average_buffers = average.buffers();
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    // Everything but the counters of batches.
    if (buffers[i].is_floating_point()) copy(buffers[i], average_buffers[i], /*changes=*/true);
  }
}

void Ema::update() {
  const torch::NoGradGuard no_grad;
  ++step_;
  const double keep = std::min(decay_, step_ / (step_ + 10.0));
  at::_foreach_lerp_(average_, source_, 1 - keep);
}

}  // namespace petseg
