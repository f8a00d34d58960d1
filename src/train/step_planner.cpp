#include "petseg/train/step_planner.h"

#include <algorithm>

#include "petseg/core/log.h"

namespace petseg {
namespace {

/// The first steps warm caches up; the next ones are measured for the time budget, until they are
/// enough and have taken their share of it. Early steps vary: on few of them the plan would be off
/// by a fifth.
constexpr int kUnmeasuredSteps = 3;
constexpr int kMeasuredSteps = 12;
constexpr double kMeasuredShare = 0.1;

}  // namespace

StepPlanner::StepPlanner(const Setup& setup, int steps_per_epoch, std::optional<int> total_steps)
    : setup_(setup),
      plan_{.steps_per_epoch = steps_per_epoch,
            .warmup_steps = setup.warmup_steps,
            .total_steps = total_steps} {
  const bool is_measured = setup.max_minutes > 0 && max_steps() > kUnmeasuredSteps + kMeasuredSteps;
  if (!plan_.total_steps && !is_measured) plan_.total_steps = max_steps();
}

int StepPlanner::max_steps() const {
  const double steps = static_cast<double>(setup_.epochs) * plan_.steps_per_epoch;
  return static_cast<int>(std::min(steps, 2e9));
}

void StepPlanner::add_step(int step, double seconds, double elapsed) {
  if (step <= kUnmeasuredSteps) return;
  measured_seconds_ += seconds;
  if (++measured_ < kMeasuredSteps) return;
  const TimeBudget budget{.seconds = setup_.max_minutes * 60,
                          .seconds_per_step = measured_seconds_ / measured_,
                          .seconds_per_validation = validation_seconds_};
  const int steps = steps_within(budget, plan_.steps_per_epoch, max_steps());
  const bool all_epochs_fit = steps == max_steps();
  if (!all_epochs_fit && elapsed < kMeasuredShare * budget.seconds) return;
  plan_.total_steps = std::max(step, steps);
  log().info(
      "[train] budget={}min: {} steps planned, at {:.0f} ms a step and {:.1f} s a validation",
      setup_.max_minutes, *plan_.total_steps, 1000 * budget.seconds_per_step, validation_seconds_);
}

}  // namespace petseg
