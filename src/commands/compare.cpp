#include "petseg/commands/compare.h"

#include <algorithm>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/report/report_file.h"

namespace petseg {
namespace {

void check_metric(const std::string& metric) {
  const auto& names = measure_names();
  if (std::ranges::find(names, metric) != names.end()) return;
  const std::vector<std::string_view> known(names.begin(), names.end());
  throw ConfigError(fmt::format("--metric {}: there is no such metric{}; expected one of {}",
                                metric, did_you_mean(metric, known), quoted_list(known)));
}

}  // namespace

CompareResult compare_runs(const CompareOptions& options) {
  check_metric(options.metric);
  CompareResult result;
  const std::string &before = options.runs.at(0), &after = options.runs.at(1);
  result.comparison = compare(read_report(before), read_report(after), {before, after});
  if (options.max_regression) {
    result.regressions = regressions(result.comparison, options.metric, *options.max_regression);
  }
  return result;
}

}  // namespace petseg
