#pragma once

#include <string>
#include <variant>
#include <vector>

#include "petseg/tracking/tracked_run.h"

#include "tracking/run_column.h"

namespace petseg {

/// One condition of a filter: `metrics.loss < 0.5`, `params.model IN (…)`, `tags.note IS NULL`.
struct RunCondition {
  RunColumn column;
  std::string comparator;  ///< in capitals: "<=", "LIKE", "NOT IN", "IS NULL"
  std::variant<std::monostate, double, std::string, std::vector<std::string>> value;
  std::string value_text;  ///< as it was written
};

/// A filter in the language of MLflow's search_runs (mlflow/utils/search_utils.py of 3.17):
/// conditions between which AND stands. An empty text lets every run pass. As there, a text that
/// holds a quote stands between quotes of the other kind. Throws ConfigError that shows the place.
class RunFilter {
 public:
  explicit RunFilter(const std::string& text);

  bool matches(const TrackedRun& run) const;
  /// With all names quoted as MLflow wants them.
  std::string text() const;

 private:
  std::vector<RunCondition> conditions_;
};

/// SQL's LIKE: "%" is any text, "_" any character. Without regard to the case of ASCII letters
/// where so asked.
bool is_like(std::string_view text, std::string_view pattern, bool ignore_case);

}  // namespace petseg
