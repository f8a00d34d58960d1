#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/types.h>

#include "petseg/nn/activation.h"

namespace petseg {

/// Whether oneDNN computes convolutions of this tensor, so that fused_conv() takes it.
bool can_fuse(const torch::Tensor& x);

/// activation(conv(x) + bias), the activation while a result is still in a register; without
/// gradients. Stride, padding and groups are those of `like`; x is cast to the weight's type.
torch::Tensor fused_conv(const torch::Tensor& x, const torch::Tensor& weight,
                         const torch::Tensor& bias, const torch::nn::Conv2dImpl& like,
                         Activation activation);

}  // namespace petseg
