#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace petseg {

struct SyncOptions {
  /// Run folders; empty: all in runs/ that have something to deliver.
  std::vector<std::filesystem::path> runs;
};

struct SyncedRun {
  std::filesystem::path folder;
  std::string address;        ///< where it is to be seen
  bool was_complete = false;  ///< nothing was left to deliver
};

/// Delivers the journals of runs to where MLFLOW_TRACKING_URI says, else to where each was meant to
/// go. Throws IoError when a store cannot be reached (what it took until then is remembered), and
/// for a run that was not tracked.
std::vector<SyncedRun> sync_runs(const SyncOptions& options);

}  // namespace petseg
