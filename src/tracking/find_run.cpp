#include "petseg/tracking/find_run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"

#include "tracking/naming_rules.h"

namespace petseg {
namespace {

constexpr std::size_t kIdLength = 32;
constexpr int kShown = 5;

std::vector<TrackedRun> search(TrackingStore& store, const std::string& filter) {
  return store.search_runs(
      {.experiment_ids = experiment_ids(store), .filter = filter, .max_results = kShown});
}

[[noreturn]] void fail_ambiguous(const std::string& word, const std::vector<TrackedRun>& runs) {
  std::vector<std::string> ids;
  for (const TrackedRun& run : runs) ids.push_back(run.info.run_id);
  throw ConfigError(fmt::format("run {:?}: several are called so, name one by its id: {}", word,
                                fmt::join(ids, ", ")));
}

}  // namespace

std::vector<std::string> experiment_ids(TrackingStore& store, const std::string& name) {
  std::vector<std::string> ids, names;
  for (const Experiment& experiment : store.experiments()) {
    names.push_back(experiment.name);
    if (name.empty() || experiment.name == name) ids.push_back(experiment.id);
  }
  if (!ids.empty() || name.empty()) return ids;
  const std::vector<std::string_view> known(names.begin(), names.end());
  throw ConfigError(fmt::format("experiment {:?}: is not in {}{}, there are {}", name, store.name(),
                                did_you_mean(name, known),
                                known.empty() ? "none" : quoted_list(known)));
}

TrackedRun find_run(TrackingStore& store, const std::string& word) {
  if (is_run_id(word) && word.size() == kIdLength) return store.run(word);
  std::vector<TrackedRun> found;
  if (is_run_id(word)) {
    found = search(store, fmt::format("attributes.run_id LIKE '{}%'", word));
    std::erase_if(found, [&](const TrackedRun& run) { return !run.info.run_id.starts_with(word); });
  }
  const char quote = word.find('\'') == word.npos ? '\'' : '"';
  if (found.empty() && word.find(quote) == word.npos) {
    found = search(store, fmt::format("attributes.run_name = {0}{1}{0}", quote, word));
  }
  if (found.size() == 1) return store.run(found.front().info.run_id);
  if (found.size() > 1) fail_ambiguous(word, found);
  throw ConfigError(fmt::format(
      "run {:?}: no run of {} has an id that begins so, or this name; petseg runs lists them", word,
      store.name()));
}

}  // namespace petseg
