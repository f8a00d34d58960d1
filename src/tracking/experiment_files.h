#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "petseg/tracking/tracked_run.h"

namespace petseg {

/// An experiment's folder in MLflow's file layout.
struct ExperimentFiles {
  Experiment experiment;
  std::int64_t creation_time = 0;  ///< milliseconds since 1970
  std::filesystem::path folder;
};

/// The folders in `parent` that may be experiments: a store, or its .trash.
std::vector<std::filesystem::path> experiment_folders(const std::filesystem::path& parent);
/// Those of them that are, the newest first. Damaged ones are left out, with a warning.
std::vector<ExperimentFiles> list_experiments(const std::filesystem::path& parent);

/// Of one folder. Throws IoError, and DataError for a damaged one.
ExperimentFiles read_experiment(const std::filesystem::path& folder);

/// The caller holds the store's lock. Throws IoError.
Experiment make_experiment(const std::filesystem::path& store, const std::string& id,
                           const std::string& name);
/// Takes it from the .trash, and its runs back, as MLflow does.
Experiment restore_experiment(const std::filesystem::path& store, const ExperimentFiles& deleted);
/// Likewise; throws ConfigError for tags that MLflow refuses.
void write_experiment_tags(const std::filesystem::path& folder, const std::vector<KeyValue>& tags);

}  // namespace petseg
