#include "petseg/commands/compare.h"

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/error.h"

#include "cli/commands.h"

namespace petseg {
namespace {

std::string text_of(const Regression& regression, const CompareOptions& options) {
  return fmt::format("{}.{} went from {:.3f} to {:.3f}", regression.slice, options.metric,
                     regression.before, regression.after);
}

void fail_on(const std::vector<Regression>& regressions, const CompareOptions& options) {
  if (regressions.empty()) return;
  std::vector<std::string> texts;
  for (const Regression& regression : regressions) texts.push_back(text_of(regression, options));
  throw Error(ExitCode::kGateNotMet, fmt::format("worse by more than --max_regression {}: {}",
                                                 *options.max_regression, fmt::join(texts, "; ")));
}

}  // namespace

void set_up_compare(CLI::App& command) {
  const auto options = std::make_shared<CompareOptions>();
  command
      .add_option("runs", options->runs,
                  "the earlier and the later one: run folders, report folders or report files")
      ->required()
      ->expected(2);
  command
      .add_option("--max_regression,--max-regression", options->max_regression,
                  "end with 5 where the test set or a category lost more than this")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--metric", options->metric, "which --max_regression is about")
      ->capture_default_str();
  command.footer("Example: petseg compare runs/run_1 runs/run_2 --max_regression 0.01");
  command.callback([options] {
    const CompareResult result = compare_runs(*options);
    std::fputs(comparison_table(result.comparison).c_str(), stdout);
    fail_on(result.regressions, *options);
  });
}

}  // namespace petseg
