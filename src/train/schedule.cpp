#include "petseg/train/schedule.h"

#include <algorithm>
#include <cmath>

namespace petseg {
namespace {

constexpr double kPi = 3.14159265358979323846;
/// Kept back for checkpoints and for a machine that slows down.
constexpr double kReserve = 0.05;
/// By how much a score has to rise: PyTorch's default.
constexpr double kSmallestRise = 1e-4;
constexpr double kCycleStart = 1.0 / 25;

/// Along a cosine, from `from` at 0 to `to` at 1.
double cosine(double from, double to, double share) {
  return to + (from - to) * (1 + std::cos(kPi * share)) / 2;
}

double one_cycle(int step, int total) {
  constexpr double kEnd = kCycleStart / 1e4;
  const double last = total - 1;
  const double peak = 0.3 * total - 1;
  if (step <= peak) return cosine(kCycleStart, 1, step / peak);
  return cosine(1, kEnd, std::min(1.0, (step - peak) / (last - peak)));
}

double step_factor(int epoch, const ScheduleOptions& options) {
  const auto& milestones = options.milestones;
  const auto reached = [&](int milestone) { return milestone <= epoch; };
  const auto reductions =
      milestones.empty() ? epoch / options.step_epochs : std::ranges::count_if(milestones, reached);
  return std::pow(options.factor, static_cast<double>(reductions));
}

double schedule_factor(int step, const StepPlan& plan, const ScheduleOptions& options,
                       const Plateau& plateau) {
  if (options.name == "plateau") return plateau.factor;
  if (options.name == "step") return step_factor(step / plan.steps_per_epoch, options);
  if (!plan.total_steps) return options.name == "one_cycle" ? kCycleStart : 1;
  if (options.name == "one_cycle") return one_cycle(step, *plan.total_steps);
  const double done = std::min(1.0, static_cast<double>(step) / *plan.total_steps);
  if (options.name == "poly") return std::pow(1 - done, options.power);
  return options.name == "cosine" ? (1 + std::cos(kPi * done)) / 2 : 1;
}

}  // namespace

void Plateau::add_score(double score, const ScheduleOptions& options) {
  if (!best || score > *best + kSmallestRise) {
    best = score;
    epochs_since = 0;
  } else if (++epochs_since >= options.patience) {
    factor *= options.factor;
    epochs_since = 0;
  }
}

double learning_rate_factor(int step, const StepPlan& plan, const ScheduleOptions& options,
                            const Plateau& plateau) {
  const double warmup =
      plan.warmup_steps == 0 ? 1.0 : std::min(1.0, (step + 1.0) / plan.warmup_steps);
  return warmup * schedule_factor(step, plan, options, plateau);
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
