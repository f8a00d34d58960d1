#pragma once

#include "petseg/nn/loss.h"

#include "nn/truth.h"

namespace petseg {

/// Weighted mean over the known pixels of −(1 − p)^gamma log p, p being the probability of the
/// truth: cross-entropy where gamma is 0, else the focal loss. log_probs: float [N, C, H, W].
torch::Tensor pixel_loss(const torch::Tensor& log_probs, const Truth& truth, double gamma,
                         const LossOptions& options);

/// bool [N, 1, H, W]: whether two known classes meet within 3 pixels of here, along both axes.
torch::Tensor near_boundary(const Truth& truth, std::int64_t classes);

}  // namespace petseg
