#pragma once

#include <optional>
#include <string>
#include <vector>

#include "petseg/report/comparison.h"

namespace petseg {

struct CompareOptions {
  /// The earlier and the later one, as read_report() takes them.
  std::vector<std::string> runs;
  std::string metric = "miou";           ///< of regressions
  std::optional<double> max_regression;  ///< none: nothing is a regression
};

struct CompareResult {
  Comparison comparison;
  std::vector<Regression> regressions;
};

/// Throws as read_report() and compare() do, ConfigError for a metric that there is not.
CompareResult compare_runs(const CompareOptions& options);

}  // namespace petseg
