#pragma once

#include <string>
#include <string_view>

#include <torch/types.h>

namespace petseg {

/// logits: float32 [N, C, H, W]; target: int64 class ids and kIgnoreLabel [N, H, W] → a scalar.
/// Ignored pixels are left out: they enter no sum and no mean, and their gradient is exactly 0. A
/// batch without any known pixel has the loss 0.
using Loss = torch::Tensor (*)(const torch::Tensor& logits, const torch::Tensor& target);

/// 1 − mean over classes of the soft Dice coefficient (Milletari, Navab and Ahmadi 2016), its sums
/// taken over the whole batch, smoothed by 1.
torch::Tensor dice_loss(const torch::Tensor& logits, const torch::Tensor& target);

/// Pixel-wise cross-entropy, its mean taken over the known pixels, plus dice_loss().
torch::Tensor cross_entropy_dice_loss(const torch::Tensor& logits, const torch::Tensor& target);

/// Throws ConfigError that lists the known losses; `where` names the place of the word.
Loss find_loss(std::string_view name, const std::string& where);

}  // namespace petseg
