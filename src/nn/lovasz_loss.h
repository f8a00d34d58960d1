#pragma once

#include <vector>

#include <torch/types.h>

#include "nn/truth.h"

namespace petseg {

/// Lovász-softmax (Berman, Rannen Triki and Blaschko 2018): the Jaccard loss of hard masks,
/// extended to probabilities, over the whole batch; weighted mean over the classes that it holds.
/// probs: float [N, C, H, W], class_weights: C of them or none.
torch::Tensor lovasz_loss(const torch::Tensor& probs, const Truth& truth,
                          const std::vector<double>& class_weights);

}  // namespace petseg
