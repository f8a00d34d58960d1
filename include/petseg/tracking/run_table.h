#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "petseg/tracking/tracking_store.h"

namespace petseg {

struct RunTableOptions {
  /// start, end, duration, id, name, status, user, experiment, metrics.<name> (the last value),
  /// best.<name> (the best one: the smallest of a loss, the greatest of anything else),
  /// params.<name>, tags.<name>. None: what one wants to see of training runs, and the params in
  /// which they differ.
  std::vector<std::string> columns;
  std::size_t width = 0;  ///< of the terminal; 0: any
};

/// Runs as a table with a line each. Texts of the store come without control characters. Throws
/// ConfigError for a column that there is not.
std::string run_table(TrackingStore& store, const std::vector<TrackedRun>& runs,
                      const RunTableOptions& options);

/// Runs side by side, or one alone: of the params those that differ, and all metrics with their
/// difference from the first run. Of one run everything.
std::string run_comparison(TrackingStore& store, const std::vector<TrackedRun>& runs,
                           std::size_t width);

/// As JSON, with everything that the store keeps of each; numbers that JSON cannot hold are texts:
/// "NaN", "Infinity", "-Infinity".
std::string runs_json(TrackingStore& store, const std::vector<TrackedRun>& runs);

}  // namespace petseg
