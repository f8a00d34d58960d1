#include "petseg/nn/layers.h"

#include <torch/torch.h>

#include "petseg/nn/depthwise_conv.h"

namespace petseg {
namespace {

/// Whether oneDNN would compute this convolution's gradients as if it were dense, and
/// depthwise_conv2d() does not.
bool has_slow_gradient(const torch::nn::Conv2dImpl& conv) {
  const auto& options = conv.options;
  const auto is_square = [](const torch::ExpandingArray<2>& pair) {
    return pair->at(0) == pair->at(1);
  };
  const auto kernel = options.kernel_size()->at(0);
  const auto stride = options.stride()->at(0);
  return options.groups() == options.in_channels() && options.groups() == options.out_channels() &&
         is_square(options.kernel_size()) && is_square(options.stride()) &&
         is_square(std::get<torch::ExpandingArray<2>>(options.padding())) &&
         *options.dilation() == std::array<std::int64_t, 2>{1, 1} && (kernel == 5 || stride == 2) &&
         has_own_gradient(options.in_channels(), kernel, stride);
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

}  // namespace petseg
