#pragma once

#include "petseg/nn/loss.h"

#include "nn/loss_terms.h"
#include "nn/truth.h"

namespace petseg {

/// What the losses on overlapping regions are made of, each [C], summed over a batch's known
/// pixels.
struct RegionSums {
  /// probs: float [N, C, H, W]
  RegionSums(const torch::Tensor& probs, const Truth& truth);

  torch::Tensor overlap;    ///< probability of the class where it is the truth
  torch::Tensor predicted;  ///< probability of the class
  torch::Tensor actual;     ///< pixels of the class
};

/// kind: Dice, Jaccard, Tversky or FocalTversky. Smoothed by 1, so that a class which is neither
/// there nor predicted has the loss 0.
torch::Tensor region_loss(LossKind kind, const RegionSums& sums, const LossOptions& options);

}  // namespace petseg
