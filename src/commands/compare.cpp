#include "petseg/commands/compare.h"

#include <algorithm>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/report/report_file.h"

namespace petseg {
namespace {

void check_metric(const std::string& metric) {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& [name, measure] : named_measures({})) all.push_back(name);
    return all;
  }();
  if (std::ranges::find(names, metric) != names.end()) return;
  const std::vector<std::string_view> known(names.begin(), names.end());
  throw ConfigError(fmt::format("--metric {}: there is no such metric{}; expected one of {}",
                                metric, did_you_mean(metric, known), quoted_list(known)));
}

}  // namespace

CompareResult compare_runs(const CompareOptions& options) {
  check_metric(options.metric);
  CompareResult result;
  for (const std::string& run : options.runs) result.reports.push_back(read_report(run));
  result.comparison = compare(result.reports.front(), result.reports.back(),
                              {options.runs.front(), options.runs.back()});
  if (options.max_regression) {
    result.regressions = regressions(result.comparison, options.metric, *options.max_regression);
  }
  return result;
}

}  // namespace petseg
