#include "petseg/train/schedule.h"

#include <algorithm>
#include <cmath>

namespace petseg {
namespace {

constexpr double kPi = 3.14159265358979323846;
/// Kept back for checkpoints and for a machine that slows down.
constexpr double kReserve = 0.05;

}  // namespace

double learning_rate_factor(int step, const StepPlan& plan) {
  const double warmup =
      plan.warmup_steps == 0 ? 1.0 : std::min(1.0, (step + 1.0) / plan.warmup_steps);
  if (!plan.total_steps) return warmup;
  const double done = std::min(1.0, static_cast<double>(step) / *plan.total_steps);
  return warmup * (1 + std::cos(kPi * done)) / 2;
}

int steps_within(const TimeBudget& budget, int steps_per_epoch, int max_steps) {
  // The last epoch may be a short one, but is validated as a whole.
  const double usable = budget.seconds * (1 - kReserve);
  const double epoch = steps_per_epoch * budget.seconds_per_step + budget.seconds_per_validation;
  const double whole = std::floor(usable / epoch);
  const double rest = std::max(0.0, usable - whole * epoch - budget.seconds_per_validation);
  const double steps = whole * steps_per_epoch + rest / budget.seconds_per_step;
  return std::clamp(static_cast<int>(std::min(steps, 1e9)), 1, max_steps);
}

}  // namespace petseg
