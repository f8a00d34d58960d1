#pragma once

#include <torch/types.h>

namespace petseg {

/// Bilinear upsampling ×2, half-pixel centres; by scale factor, so that it traces as one operator
/// whatever the input's size. x: [N, C, H, W], float32 or bfloat16.
torch::Tensor upsample_twice(const torch::Tensor& x);

}  // namespace petseg
