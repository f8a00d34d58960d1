#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "petseg/report/comparison.h"

namespace petseg {

struct CompareOptions {
  /// Run folders, report folders or report files, oldest first; at least two.
  std::vector<std::string> runs;
  std::string metric = "miou";           ///< of regressions
  std::optional<double> max_regression;  ///< none: nothing is a regression
};

struct CompareResult {
  std::vector<Report> reports;  ///< of each run
  Comparison comparison;        ///< of the last run with the first
  std::vector<Regression> regressions;
};

/// Throws as read_report() and compare() do, ConfigError for a metric that there is not.
CompareResult compare_runs(const CompareOptions& options);

}  // namespace petseg
