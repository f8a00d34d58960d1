#include "tracking/run_text.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <set>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "petseg/core/progress.h"

#include "tracking/run_column.h"

namespace petseg {

std::string time_text(std::int64_t milliseconds) {
  const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return "?";  // a year beyond all calendars
  return fmt::format("{:%Y-%m-%d %H:%M}", local);
}

std::string duration_text(const RunInfo& info) {
  if (!info.end_time) return {};
  return clock_text(static_cast<double>(*info.end_time - info.start_time) / 1000);
}

std::string short_id(const RunInfo& info) { return info.run_id.substr(0, 8); }

std::string metric_text(double value) {
  if (std::isnan(value)) return "nan";  // fmt would say "-nan" of some
  const bool is_usual = std::abs(value) >= 0.001 && std::abs(value) < 10;
  return is_usual ? fmt::format("{:.4f}", value) : fmt::format("{:.4g}", value);
}

std::map<std::string, std::string> experiment_names(TrackingStore& store) {
  std::map<std::string, std::string> names;
  for (const Experiment& experiment : store.experiments()) names[experiment.id] = experiment.name;
  return names;
}

std::vector<std::string> differing_params(const std::vector<TrackedRun>& runs) {
  std::set<std::string> keys;
  for (const TrackedRun& run : runs) {
    for (const KeyValue& param : run.params) keys.insert(param.key);
  }
  std::vector<std::string> differing;
  for (const std::string& key : keys) {
    const RunColumn column{RunField::kParam, key};
    const RunValue first = value_of(runs.front(), column);
    const bool all_same = std::ranges::all_of(
        runs, [&](const TrackedRun& run) { return value_of(run, column) == first; });
    if (!all_same) differing.push_back(key);
  }
  return differing;
}

std::optional<double> best_value(TrackingStore& store, const std::string& run_id,
                                 const std::string& key) {
  const bool is_loss = key.find("loss") != key.npos;
  std::optional<double> best;
  for (const MetricPoint& point : store.metric_history(run_id, key)) {
    if (std::isnan(point.value)) continue;
    if (!best || (is_loss ? point.value < *best : point.value > *best)) best = point.value;
  }
  return best;
}

}  // namespace petseg
