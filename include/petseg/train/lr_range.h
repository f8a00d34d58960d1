#pragma once

#include <vector>

namespace petseg {

/// The ramp of a learning-rate range test: rates that grow by the same factor from step to step.
struct LrRamp {
  double low = 1e-6;
  double high = 1;
  int steps = 100;  ///< 2 or more

  double rate(int step) const;  ///< at a step from 0
};

/// Losses against learning rates: one training step at each rate of a ramp.
struct LrCurve {
  std::vector<double> rates;
  std::vector<double> losses;
  std::vector<double> smoothed;  ///< exponential mean of the losses, without the pull of its start
  bool diverged = false;         ///< whether the ramp ended early, the loss having grown too large

  /// A loss that is not a number counts as one that has grown too large, and is left out.
  void add(double rate, double loss);
};

struct LrProposal {
  double rate;
  double lowest;  ///< the rate at which the smoothed loss was lowest
};

/// The rate at which the smoothed loss falls fastest, over half a decade (L. N. Smith 2017,
/// "Cyclical learning rates for training neural networks", whose test this is, takes the range from
/// where it begins to fall to where it stops). Where it is lowest says less: behind the fall it may
/// stay level for decades. Throws RunError where the loss never fell.
LrProposal propose_rate(const LrCurve& curve);

}  // namespace petseg
