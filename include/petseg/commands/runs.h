#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace petseg {

struct RunsOptions {
  /// Ids, beginnings of ids, or names. One: all about it; several: side by side; none: a table.
  std::vector<std::string> runs;
  std::string experiment;            ///< empty: all of them
  std::string filter;                ///< in MLflow's language; slashes in names need no quotes
  std::vector<std::string> sort;     ///< as MLflow's order_by; none: the newest first
  int max = 20;                      ///< runs in the table
  std::vector<std::string> columns;  ///< as RunTableOptions
  bool json = false;
  std::size_t width = 0;  ///< of the terminal; 0: any
};

/// What is to be printed of the runs in the store that MLFLOW_TRACKING_URI names. Throws as
/// TrackingStore does.
std::string runs_text(const RunsOptions& options);

}  // namespace petseg
