#pragma once

#include <string>
#include <vector>

#include "petseg/tracking/tracked_run.h"

#include "tracking/run_column.h"

namespace petseg {

/// An order of MLflow's search_runs: "metrics.`test/miou` DESC". Throws ConfigError that shows the
/// place.
class RunOrder {
 public:
  explicit RunOrder(const std::string& text);

  /// Whether `a` stands before `b`. Runs without a value come last, whichever way, and before them
  /// those of which it is not a number.
  bool before(const TrackedRun& a, const TrackedRun& b) const;
  std::string text() const;

 private:
  RunColumn column_;
  bool descending_ = false;
};

/// As MLflow does: by the first order; what is equal there by the next; then the newest first, and
/// by the run's id.
void sort_runs(std::vector<TrackedRun>& runs, const std::vector<RunOrder>& orders);

}  // namespace petseg
