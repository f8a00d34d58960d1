#pragma once

#include <cstdint>
#include <optional>

#include <torch/nn/modules/conv.h>
#include <torch/types.h>

#include "petseg/nn/activation.h"
#include "petseg/nn/folded_weights.h"

namespace petseg {

/// Whether oneDNN computes convolutions of this tensor, so that fused_conv() takes it.
bool can_fuse(const torch::Tensor& x);

/// activation(conv(x) + bias), the activation while a result is still in a register; without
/// gradients. Stride and groups are those of `like`, and so is the padding where none is given; x
/// is cast to the weight's type.
torch::Tensor fused_conv(const torch::Tensor& x, const FoldedConv& conv,
                         const torch::nn::Conv2dImpl& like, Activation activation,
                         std::optional<std::int64_t> padding = std::nullopt);

}  // namespace petseg
