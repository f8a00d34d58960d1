#pragma once

#include "petseg/train/schedule.h"
#include "petseg/train/setup.h"

namespace petseg {

/// Decides how many steps a run takes: those of its epochs or, where a time budget ends sooner, as
/// many as it holds. That is measured over the first steps and then fixed.
class StepPlanner {
 public:
  /// total_steps: what was decided before the run was interrupted.
  StepPlanner(const Setup& setup, int steps_per_epoch, std::optional<int> total_steps);

  const StepPlan& plan() const { return plan_; }
  /// Whether steps and a validation have to be timed.
  bool is_measuring() const { return !plan_.total_steps; }

  void set_validation_seconds(double seconds) { validation_seconds_ = seconds; }
  /// After each step, numbered from 1, while measuring: its time, and that since the run's start.
  void add_step(int step, double seconds, double elapsed);

 private:
  int max_steps() const;

  const Setup& setup_;
  StepPlan plan_;
  int measured_ = 0;
  double measured_seconds_ = 0;
  double validation_seconds_ = 0;
};

}  // namespace petseg
