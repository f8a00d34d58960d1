#pragma once

#include <functional>
#include <string>

#include <torch/types.h>

#include "petseg/nn/loss_options.h"

namespace petseg {

/// logits: float [N, C, H, W]; target: int64 class ids and kIgnoreLabel [N, H, W] → a scalar.
/// Ignored pixels are left out: they enter no sum and no mean, and their gradient is exactly 0. A
/// batch without any known pixel has the loss 0.
using Loss = std::function<torch::Tensor(const torch::Tensor& logits, const torch::Tensor& target)>;

/// Throws ConfigError when the terms cannot be read or the class weights are not one for each
/// class; `where` names the place of the options: "setup.json: /setup".
Loss make_loss(const LossOptions& options, const std::string& where);

}  // namespace petseg
