#pragma once

#include <torch/types.h>

namespace petseg {

/// torch::conv2d() of one filter a channel, with a backward pass of our own: oneDNN has none for
/// 5×5 kernels and for stride 2, and falls back to kernels for dense convolutions that take more
/// than half of the time of a training step.
///
/// x: [N, C, H, W], channels_last, float32 or bfloat16, C a multiple of 16; weight: float32
/// [C, 1, K, K], K 3 or 5; bias: float32 [C]; stride 1 or 2. Gradients are summed in float32.
torch::Tensor depthwise_conv2d(const torch::Tensor& x, const torch::Tensor& weight,
                               const torch::Tensor& bias, std::int64_t stride,
                               std::int64_t padding);

}  // namespace petseg
