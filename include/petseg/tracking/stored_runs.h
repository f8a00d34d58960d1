#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

#include "petseg/core/error.h"
#include "petseg/tracking/tracked_run.h"

namespace petseg {

/// A run in a folder in MLflow's file layout, petseg's own or one that MLflow's Python wrote.
struct StoredRun {
  std::filesystem::path folder;
  Experiment experiment;
  RunInfo info;
};

/// What is to be sent on from such a folder.
struct StoredRuns {
  std::filesystem::path store;
  std::vector<StoredRun> runs;  ///< by experiment and id
  std::vector<Error> damages;   ///< of the experiments and runs that cannot be read
  std::size_t deleted_runs = 0, deleted_experiments = 0;
  std::size_t registered_models = 0;
};

/// The runs of `place`: a store's folder, an experiment's or one run's in it. Nothing where it is
/// none of these. Throws IoError, and DataError where the place itself is damaged.
std::optional<StoredRuns> find_stored_runs(const std::filesystem::path& place);

}  // namespace petseg
