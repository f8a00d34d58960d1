#pragma once

#include <torch/types.h>

namespace petseg {

/// Bilinear upsampling, half-pixel centres; by scale factor, so that it traces as one operator
/// whatever the input's size. x: [N, C, H, W] → [N, C, factor · H, factor · W].
torch::Tensor upsample(const torch::Tensor& x, double factor);

/// The same ×2, with a gradient of our own where x is NHWC in memory, float32 or bfloat16.
torch::Tensor upsample_twice(const torch::Tensor& x);

/// Each pixel four times.
torch::Tensor repeat_twice(const torch::Tensor& x);

}  // namespace petseg
