#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "petseg/core/error.h"

namespace petseg {

struct SyncedRun {
  std::string folder;
  std::string address;        ///< where it is to be seen
  bool was_complete = false;  ///< nothing was left to deliver
};

struct SyncOptions {
  /// Run folders; or folders in MLflow's file layout: a store, an experiment of it, a run. As paths
  /// or `file:` URIs; empty: all run folders in runs/.
  std::vector<std::string> places;
  /// Called with each run when it is there.
  std::function<void(const SyncedRun&)> on_run;
};

/// What came of it. What is left out of a store is counted.
struct SyncSummary {
  std::size_t delivered = 0, complete_before = 0;
  std::vector<Error> failures;  ///< of single runs, which cost no others; they were logged
  std::size_t deleted_runs = 0, deleted_experiments = 0, registered_models = 0;
};

/// Delivers runs to where MLFLOW_TRACKING_URI says. A run folder's journal goes to where it was
/// meant to go when that variable is not set; runs of a store in MLflow's file layout need it.
/// Throws IoError when a store cannot be reached (what it took until then is remembered), and
/// ConfigError for a store that is to be sent to itself.
SyncSummary sync_runs(const SyncOptions& options);

}  // namespace petseg
