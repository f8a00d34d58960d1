#include "petseg/nn/layers.h"

#include <torch/torch.h>

namespace petseg {

torch::Tensor conv_norm(const torch::Tensor& x, torch::nn::Conv2d& conv,
                        torch::nn::BatchNorm2d& norm) {
  if (norm->is_training()) return norm(conv(x));
  const auto scale = norm->weight * torch::rsqrt(norm->running_var + norm->options.eps());
  const auto weight = conv->weight * scale.view({-1, 1, 1, 1});
  const auto bias = norm->bias - norm->running_mean * scale;
  const auto padding = std::get<torch::ExpandingArray<2>>(conv->options.padding());
  return torch::conv2d(x, weight, bias, conv->options.stride(), padding, conv->options.dilation(),
                       conv->options.groups());
}

torch::Tensor upsample_twice(const torch::Tensor& x) {
  const std::array<double, 2> factors{2.0, 2.0};
  return at::upsample_bilinear2d(x, c10::nullopt, /*align_corners=*/false,
                                 at::ArrayRef<double>(factors));
}

}  // namespace petseg
