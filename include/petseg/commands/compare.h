#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "petseg/report/comparison.h"
#include "petseg/report/scored_run.h"

namespace petseg {

/// Photos that got worse, and as many that got better, which a comparison's page shows.
inline constexpr int kShownChanges = 24;
/// With which the page stays below 15 MB.
inline constexpr int kMostShownChanges = 500;

inline constexpr const char* kComparisonPage = "comparison.html";

/// A run as read_scored_run() takes it, or "runs:/<run id>", whose report is fetched; with its
/// setup where it is known. Throws as read_scored_run() and fetch_tracked_files() do.
ScoredRun read_run(const std::string& place);

struct CompareOptions {
  /// Two or more, as read_run() takes them: the first is the baseline, the last the
  /// candidate, those between stand in the history.
  std::vector<std::string> runs;
  RegressionRule rule;
  std::optional<std::filesystem::path> out;          ///< else nothing is written
  std::filesystem::path data = "data/preprocessed";  ///< whose photos the page shows
  int photos = kShownChanges;
};

/// Compares runs and writes the folder `out`, whole or not at all:
///   comparison.html   all of it to look at, one file; without the photos that `data` lacks
///   comparison.json   every number, and the change of each photo
///   comparison.md     headline and table, for CI
/// Throws as read_run() and compare() do, ConfigError for a metric that there is not, and
/// for an `out` that holds anything but an earlier comparison.
Comparison compare_runs(const CompareOptions& options);

/// comparison.html with so many photos of each kind; what they lack of pictures is logged.
std::string compared_page(const Comparison& comparison, const std::filesystem::path& data,
                          int photos = kShownChanges);

/// Throws the error with exit code 5 that names what regressed, if anything did.
void fail_on_regressions(const Comparison& comparison);

}  // namespace petseg
