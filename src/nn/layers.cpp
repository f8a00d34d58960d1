#include "petseg/nn/layers.h"

#include <torch/torch.h>

#include "petseg/nn/depthwise_conv.h"

namespace petseg {
namespace {

/// Whether oneDNN would compute this convolution's gradients as if it were dense.
bool has_slow_gradient(const torch::nn::Conv2dImpl& conv) {
  const auto& options = conv.options;
  const bool depthwise =
      options.groups() == options.in_channels() && options.groups() == options.out_channels();
  return depthwise && (options.stride()->at(0) == 2 || options.kernel_size()->at(0) == 5);
}

}  // namespace

torch::Tensor conv_norm(const torch::Tensor& x, torch::nn::Conv2d& conv,
                        torch::nn::BatchNorm2d& norm) {
  if (norm->is_training()) return norm(conv(x));
  const auto scale = norm->weight * torch::rsqrt(norm->running_var + norm->options.eps());
  const auto weight = conv->weight * scale.view({-1, 1, 1, 1});
  const auto bias = norm->bias - norm->running_mean * scale;
  const auto& options = conv->options;
  const auto padding = std::get<torch::ExpandingArray<2>>(options.padding());
  if (has_slow_gradient(*conv) && torch::GradMode::is_enabled()) {
    return depthwise_conv2d(x, weight, bias, options.stride()->at(0), padding->at(0));
  }
  return torch::conv2d(x, weight, bias, options.stride(), padding, options.dilation(),
                       options.groups());
}

torch::Tensor upsample_twice(const torch::Tensor& x) {
  const std::array<double, 2> factors{2.0, 2.0};
  return at::upsample_bilinear2d(x, c10::nullopt, /*align_corners=*/false,
                                 at::ArrayRef<double>(factors));
}

}  // namespace petseg
