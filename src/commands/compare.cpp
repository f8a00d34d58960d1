#include "petseg/commands/compare.h"

#include "petseg/report/gate.h"
#include "petseg/report/report_file.h"

namespace petseg {

CompareResult compare_runs(const CompareOptions& options) {
  check_metric(options.metric, "--metric " + options.metric);
  CompareResult result;
  const std::string &before = options.runs.at(0), &after = options.runs.at(1);
  result.comparison = compare(read_report(before), read_report(after), {before, after});
  if (options.max_regression) {
    result.regressions = regressions(result.comparison, options.metric, *options.max_regression);
  }
  return result;
}

}  // namespace petseg
