#include "petseg/commands/compare.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/report/comparison_markdown.h"
#include "petseg/report/comparison_page.h"
#include "petseg/report/gate.h"
#include "petseg/tracking/tracked_files.h"
#include "petseg/train/setup.h"

#include "report/comparison_json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr const char* kComparisonFile = "comparison.json";

void write_comparison(const Comparison& comparison, const CompareOptions& options) {
  AtomicFolder target(*options.out);
  target.write(kComparisonPage, compared_page(comparison, options.data, options.photos));
  target.write(kComparisonFile, comparison_json(comparison));
  target.write("comparison.md", comparison_markdown(comparison));
  target.commit();
}

}  // namespace

ScoredRun read_run(const std::string& place) {
  const bool is_tracked = is_run_uri(place);
  const std::string report = fmt::format("report/{}", kReportSummaryFile);
  ScoredRun run = read_scored_run(is_tracked ? fetch_tracked_files(place, {report, "setup.json"})
                                             : fs::path(place));
  run.name = place;
  const fs::path setup = run.folder / ".." / "setup.json";
  if (!fs::exists(setup)) return run;
  try {
    run.setup = setup_parameters(read_setup_as_written(setup.string()));
  } catch (const Error& error) {
    log().warn("[compare] {}", error.what());  // scores can be compared all the same
  }
  return run;
}

Comparison compare_runs(const CompareOptions& options) {
  check_metric(options.rule.metric, "--metric " + options.rule.metric);
  if (options.out) {
    check_replaceable(*options.out, "--out", "a comparison", {kComparisonFile});
  }
  std::vector<ScoredRun> runs;
  for (const std::string& run : options.runs) runs.push_back(read_run(run));
  Comparison comparison = compare(std::move(runs), options.rule);
  if (options.out) write_comparison(comparison, options);
  return comparison;
}

std::string compared_page(const Comparison& comparison, const fs::path& data, int photos) {
  const std::vector<ShownChange> shown = shown_changes(comparison, data, photos);
  const std::string missing = missing_pictures_text(shown);
  if (!missing.empty()) log().warn("[compare] {}", missing);
  return comparison_page(comparison, shown);
}

void fail_on_regressions(const Comparison& comparison) {
  if (comparison.regressions.empty()) return;
  std::vector<std::string> texts;
  for (const Regression& regression : comparison.regressions) {
    texts.push_back(regression_text(regression, comparison.rule));
  }
  throw Error(ExitCode::kGateNotMet, fmt::format("worse by more than --max_regression {}: {}",
                                                 *comparison.rule.allowed, fmt::join(texts, "; ")));
}

}  // namespace petseg
