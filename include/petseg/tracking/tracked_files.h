#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace petseg {

/// Whether `place` is "runs:/<run id>", a run of the store that MLFLOW_TRACKING_URI names.
bool is_run_uri(const std::string& place);

/// Fetches files of a run into a folder of the cache, laid out as a run folder is, and returns that
/// folder. `files`: relative to a run folder, "report/model_performance_summary.json". Throws
/// ConfigError for a run that there is not, IoError when a file cannot be fetched.
std::filesystem::path fetch_tracked_files(const std::string& run_uri,
                                          const std::vector<std::string>& files);

}  // namespace petseg
