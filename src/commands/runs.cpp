#include "petseg/commands/runs.h"

#include <fmt/format.h>

#include "petseg/tracking/find_run.h"
#include "petseg/tracking/open_store.h"
#include "petseg/tracking/run_query.h"
#include "petseg/tracking/run_table.h"

namespace petseg {
namespace {

std::vector<TrackedRun> named_runs(TrackingStore& store, const RunsOptions& options) {
  std::vector<TrackedRun> runs;
  for (const std::string& word : options.runs) runs.push_back(find_run(store, word));
  return runs;
}

/// One more than asked for, where there are more.
std::vector<TrackedRun> found_runs(TrackingStore& store, const RunsOptions& options) {
  return store.search_runs(canonical({.experiment_ids = experiment_ids(store, options.experiment),
                                      .filter = options.filter,
                                      .order_by = options.sort,
                                      .max_results = options.max + 1}));
}

}  // namespace

std::string runs_text(const RunsOptions& options) {
  const std::unique_ptr<TrackingStore> store = open_tracking_store(tracking_settings());
  if (!options.runs.empty()) {
    const std::vector<TrackedRun> runs = named_runs(*store, options);
    return options.json ? runs_json(*store, runs) : run_comparison(*store, runs, options.width);
  }
  std::vector<TrackedRun> runs = found_runs(*store, options);
  const auto max = static_cast<std::size_t>(options.max);
  const bool has_more = runs.size() > max;
  if (has_more) runs.resize(max);
  if (options.json) return runs_json(*store, runs);
  if (runs.empty()) {
    return fmt::format("no runs{} in {}\n", options.filter.empty() ? "" : " that match",
                       store->name());
  }
  std::string text = run_table(*store, runs, {.columns = options.columns, .width = options.width});
  if (has_more) text += fmt::format("and more than these {}; --max shows them\n", max);
  return text;
}

}  // namespace petseg
