#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace petseg {

/// How many steps a run takes. A run without a time budget knows it from the start; with one it is
/// measured over the first steps and then fixed, so that the learning rate never depends on the
/// clock again.
struct StepPlan {
  int steps_per_epoch = 1;
  int warmup_steps = 0;
  std::optional<int> total_steps;
};

/// What ScheduleOptions::name may be.
inline constexpr std::array<std::string_view, 6> kScheduleNames{"cosine", "plateau", "one_cycle",
                                                                "poly",   "step",    "constant"};

struct ScheduleOptions {
  /// Factor on the peak rate, t being the share of the run that is done:
  ///   cosine     falls along a cosine to 0 (Loshchilov and Hutter 2017, without restarts)
  ///   one_cycle  rises from 1/25 over 30 % of the run, then falls to 4e-6, both along cosines
  ///              (Smith and Topin 2018)
  ///   poly       (1 − t)^power
  ///   step       times `factor` at the begin of each epoch of `milestones` or, where there are
  ///              none, after every `step_epochs` epochs
  ///   plateau    times `factor` when the score has not risen by 0.0001 for `patience` epochs
  ///   constant   1
  /// As PyTorch's CosineAnnealingLR, OneCycleLR, PolynomialLR, MultiStepLR, StepLR and
  /// ReduceLROnPlateau (whose patience is one less) have them, step by step.
  std::string name = "cosine";
  double factor = 0.5;
  int patience = 3;
  double power = 0.9;
  std::vector<int> milestones;
  int step_epochs = 10;
};

/// What the schedule "plateau" has seen so far: all that it has to remember of a run.
struct Plateau {
  std::optional<double> best;
  int epochs_since = 0;  ///< since the best, or since the last reduction
  double factor = 1;

  /// After each epoch; a higher score is better.
  void add_score(double score, const ScheduleOptions& options);
};

/// Factor on the peak learning rate at a step (from 0): the schedule, times a linear warm-up. While
/// the total of steps is unknown, a schedule that depends on it stays at its start.
double learning_rate_factor(int step, const StepPlan& plan, const ScheduleOptions& options = {},
                            const Plateau& plateau = {});

/// The steps that fit into a budget, at least 1, at most `max_steps`.
struct TimeBudget {
  double seconds;
  double seconds_per_step;
  double seconds_per_validation;  ///< one after each epoch, the last and shorter one included
};
int steps_within(const TimeBudget& budget, int steps_per_epoch, int max_steps);

}  // namespace petseg
