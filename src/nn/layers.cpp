#include "petseg/nn/layers.h"

#include <torch/torch.h>

#include "petseg/nn/depthwise_conv.h"
#include "petseg/nn/folded_weights.h"

#include "nn/fused_conv.h"

namespace petseg {

namespace nn = torch::nn;

namespace {

/// Whether oneDNN would compute this convolution's gradients as if it were dense, and
/// depthwise_conv2d() does not.
bool has_slow_gradient(const nn::Conv2dImpl& conv) {
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

torch::Tensor folded_conv(const torch::Tensor& x, nn::Conv2d& conv, nn::BatchNorm2d& norm) {
  const auto [weight, bias] = fold(*conv, *norm);
  const auto& options = conv->options;
  const auto padding = std::get<torch::ExpandingArray<2>>(options.padding());
  if (x.is_cpu() && has_slow_gradient(*conv) && torch::GradMode::is_enabled()) {
    return depthwise_conv2d(x, weight, bias, options.stride()->at(0), padding->at(0));
  }
  return torch::conv2d(x, weight, bias, options.stride(), padding, options.dilation(),
                       options.groups());
}

/// Those that a convolution of `x` can be computed with, or null.
FoldedWeights* kept_weights(const nn::BatchNorm2d& norm, const torch::Tensor& x) {
  if (norm->is_training() || torch::GradMode::is_enabled() || !can_fuse(x)) return nullptr;
  return FoldedWeights::in_use();
}

torch::Tensor activate(torch::Tensor x, Activation activation) {
  switch (activation) {
    case Activation::kRelu: return x.relu_();
    case Activation::kRelu6: return torch::relu6_(x);
    case Activation::kNone: break;
  }
  return x;
}

}  // namespace

nn::Conv2d unbiased_conv(int in, int out, int kernel, int stride, int groups) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, kernel)
                        .stride(stride)
                        .padding(kernel / 2)
                        .groups(groups)
                        .bias(false));
}

torch::Tensor conv_norm(const torch::Tensor& x, nn::Conv2d& conv, nn::BatchNorm2d& norm,
                        Activation activation) {
  if (norm->is_training()) return activate(norm(conv(x)), activation);
  auto* const kept = kept_weights(norm, x);
  if (kept == nullptr) return activate(folded_conv(x, conv, norm), activation);
  return fused_conv(x, kept->get(*conv, *norm), *conv, activation);
}

torch::Tensor strided_conv_norm(const torch::Tensor& x, nn::Conv2d& conv, nn::BatchNorm2d& norm,
                                Activation activation) {
  const std::int64_t kernel = conv->options.kernel_size()->at(0);
  const std::int64_t before = (kernel - 2) / 2, after = kernel - 2 - before;
  auto* const kept = kept_weights(norm, x);
  if (kept == nullptr) {
    return conv_norm(torch::constant_pad_nd(x, {before, after, before, after}), conv, norm,
                     activation);
  }
  // The convolution pads both ends alike. A row and a column of zeros in front of the weights make
  // up for it, and spare a copy of the activations.
  const FoldedConv folded = kept->get(*conv, *norm, after - before);
  return fused_conv(x, folded, *conv, activation, after);
}

torch::Tensor linear(const torch::Tensor& x, nn::Linear& layer) {
  auto* const kept = torch::GradMode::is_enabled() ? nullptr : FoldedWeights::in_use();
  if (kept == nullptr) return layer(x);
  const auto [weight, bias] = kept->get(*layer);
  return torch::linear(x, weight, bias);
}

DoubleConvImpl::DoubleConvImpl(int in, int out) {
  conv1_ = register_module("conv1", unbiased_conv(in, out, 3));
  bn1_ = register_module("bn1", nn::BatchNorm2d(out));
  conv2_ = register_module("conv2", unbiased_conv(out, out, 3));
  bn2_ = register_module("bn2", nn::BatchNorm2d(out));
}

torch::Tensor DoubleConvImpl::forward(const torch::Tensor& x) {
  const auto y = conv_norm(x, conv1_, bn1_, Activation::kRelu);
  return conv_norm(y, conv2_, bn2_, Activation::kRelu);
}

void he_initialise(nn::Module& module) {
  for (const auto& layer : module.modules(/*include_self=*/false)) {
    auto* conv = layer->as<nn::Conv2dImpl>();
    if (conv == nullptr) continue;
    nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut, torch::kReLU);
    if (conv->bias.defined()) nn::init::zeros_(conv->bias);
  }
}

void append_parameters(std::vector<torch::Tensor>& parameters, const nn::Module& layer) {
  for (const auto& parameter : layer.parameters()) parameters.push_back(parameter);
}

}  // namespace petseg
