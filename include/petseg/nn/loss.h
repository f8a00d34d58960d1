#pragma once

#include <string>
#include <string_view>

#include <torch/types.h>

namespace petseg {

/// logits: float32 [N, C, H, W]; target: int64 class ids [N, H, W] → a scalar.
using Loss = torch::Tensor (*)(const torch::Tensor& logits, const torch::Tensor& target);

/// 1 − mean over classes of the soft Dice coefficient (Milletari, Navab and Ahmadi 2016), its sums
/// taken over the whole batch, smoothed by 1.
torch::Tensor dice_loss(const torch::Tensor& logits, const torch::Tensor& target);

/// Pixel-wise cross-entropy plus dice_loss().
torch::Tensor cross_entropy_dice_loss(const torch::Tensor& logits, const torch::Tensor& target);

/// Throws ConfigError that lists the known losses; `where` names the place of the word.
Loss find_loss(std::string_view name, const std::string& where);

}  // namespace petseg
