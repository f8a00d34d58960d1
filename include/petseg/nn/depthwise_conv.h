#pragma once

#include <torch/types.h>

namespace petseg {

/// torch::conv2d() of one filter a channel, with a backward pass of our own: oneDNN has none for
/// 5×5 kernels and for stride 2, and falls back to kernels for dense convolutions that take
/// about a third of a training step.
///
/// x: [N, C, H, W], channels_last, float32 or bfloat16; weight: float32 [C, 1, K, K]; bias: float32
/// [C]; such that has_own_gradient(). Gradients are summed in float32.
torch::Tensor depthwise_conv2d(const torch::Tensor& x, const torch::Tensor& weight,
                               const torch::Tensor& bias, std::int64_t stride,
                               std::int64_t padding);

/// Kernels of 3×3 and 5×5, strides 1 and 2, channels in multiples of 16.
bool has_own_gradient(std::int64_t channels, std::int64_t kernel, std::int64_t stride);

}  // namespace petseg
