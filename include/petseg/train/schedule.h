#pragma once

#include <optional>

namespace petseg {

/// How many steps a run takes. A run without a time budget knows it from the start; with one it is
/// measured over the first steps and then fixed, so that the learning rate never depends on the
/// clock again.
struct StepPlan {
  int steps_per_epoch = 1;
  int warmup_steps = 0;
  std::optional<int> total_steps;
};

/// Factor on the peak learning rate at a step (from 0): a linear warm-up times a cosine that ends
/// at 0 (Loshchilov and Hutter 2017, without restarts). While the total is unknown the cosine is 1.
double learning_rate_factor(int step, const StepPlan& plan);

/// The steps that fit into a budget, at least 1, at most `max_steps`.
struct TimeBudget {
  double seconds;
  double seconds_per_step;
  double seconds_per_validation;  ///< one after each epoch, the last and shorter one included
};
int steps_within(const TimeBudget& budget, int steps_per_epoch, int max_steps);

}  // namespace petseg
