#pragma once

#include <filesystem>

#include "petseg/commands/train.h"
#include "petseg/train/lr_range.h"

namespace petseg {

struct LrFindOptions {
  TrainOptions train;  ///< its setup, data, seed and device
  std::filesystem::path out = "lr_find.png";
  int steps = LrRamp{}.steps;
};

struct LrFindResult {
  LrCurve curve;
  LrProposal proposal;
};

/// Trains the network of a setup for some steps, with a rate that grows from each to the next until
/// the loss diverges, and proposes /params/learning_rate. Writes a picture of the curve, also where
/// nothing can be proposed, and leaves no run folder. Throws as train() does, ConfigError when
/// `out` is no PNG, and RunError when the loss never fell.
LrFindResult lr_find(const LrFindOptions& options);

}  // namespace petseg
