#include "petseg/commands/compare.h"

#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/compare_options.h"

namespace petseg {
namespace {

/// As the message below says it.
static_assert(kMostShownChanges == 500);
bool is_shown_count(double value) {
  return is_whole(value) && value >= 1 && value <= kMostShownChanges;
}

}  // namespace

void set_up_compare(CLI::App& command) {
  const auto options = std::make_shared<CompareOptions>();
  command
      .add_option(
          "runs", options->runs,
          "two or more: run folders, report folders, report files or runs:/ID. The first is the "
          "baseline, the last the candidate, those between stand in the history")
      ->required()
      ->expected(2, -1);
  add_regression_options(command, options->rule);
  auto* out = command.add_option("--out", options->out,
                                 "folder for comparison.html, .json and .md; an earlier comparison "
                                 "is replaced [the terminal alone]");
  command.add_option("--data", options->data, "data set that was scored, for the page's photos")
      ->capture_default_str()
      ->needs(out);
  command
      .add_option("--photos", options->photos,
                  "photos that got worse, and as many that got better, on the page")
      ->check(number("1 to 500", "a whole number from 1 to 500", is_shown_count))
      ->capture_default_str()
      ->needs(out);
  command.footer("Example: petseg compare runs/run_1 runs/run_2 --max_regression 0.01");
  command.callback([options] {
    const Comparison comparison = compare_runs(*options);
    std::fputs(comparison_table(comparison).c_str(), stdout);
    if (options->out) fmt::print("page  {}\n", (*options->out / kComparisonPage).string());
    std::fflush(stdout);  // before the error, which goes to stderr
    fail_on_regressions(comparison);
  });
}

}  // namespace petseg
