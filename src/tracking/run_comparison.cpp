#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "petseg/tracking/run_table.h"

#include "tracking/run_column.h"
#include "tracking/run_text.h"
#include "tracking/text_table.h"

namespace petseg {
namespace {

/// Curves of the computer, not of the model.
constexpr std::string_view kSystemMetrics = "system/";
constexpr std::size_t kCellOfSeveral = 40, kCellOfOne = 100;

std::vector<std::string> keys_of_metrics(const std::vector<TrackedRun>& runs) {
  std::set<std::string> keys;
  for (const TrackedRun& run : runs) {
    for (const MetricPoint& metric : run.metrics) {
      if (!metric.key.starts_with(kSystemMetrics)) keys.insert(metric.key);
    }
  }
  return {keys.begin(), keys.end()};
}

/// "0.7312", of runs after the first "0.7502 (+0.019)".
std::string metric_cell(const RunValue& value, const RunValue& first, bool is_first) {
  const auto* const number = std::get_if<double>(&value);
  const auto* const base = std::get_if<double>(&first);
  if (number == nullptr) return "-";
  if (is_first || base == nullptr || !std::isfinite(*number - *base)) return metric_text(*number);
  const double difference = *number - *base;
  return fmt::format("{} ({})", metric_text(*number),
                     difference == 0 ? "=" : fmt::format("{:+.2g}", difference));
}

std::string text_cell(const RunValue& value) {
  const auto* const text = std::get_if<std::string>(&value);
  return text == nullptr ? "-" : text->empty() ? "\"\"" : *text;
}

class ComparisonTable {
 public:
  ComparisonTable(TrackingStore& store, const std::vector<TrackedRun>& runs)
      : runs_(runs),
        experiments_(experiment_names(store)),
        table_(runs.size() > 1 ? kCellOfSeveral : kCellOfOne) {
    table_.add_column("");
    for (const TrackedRun& run : runs) table_.add_column(run.info.run_name);
  }

  void add_infos() {
    add("run id", [&](const TrackedRun& run) {
      return runs_.size() > 1 ? short_id(run.info) : run.info.run_id;
    });
    add("experiment", [&](const TrackedRun& run) {
      const auto found = experiments_.find(run.info.experiment_id);
      return found == experiments_.end() ? run.info.experiment_id : found->second;
    });
    add("status", [](const TrackedRun& run) {
      return status_name(run.info.status) + (run.info.is_deleted ? ", deleted" : "");
    });
    add("start", [](const TrackedRun& run) { return time_text(run.info.start_time); });
    add("duration", [](const TrackedRun& run) { return duration_text(run.info); });
  }

  void add_metrics() {
    const std::vector<std::string> keys = keys_of_metrics(runs_);
    if (!keys.empty()) heading("metrics");
    for (const std::string& key : keys) {
      const RunColumn column{RunField::kMetric, key};
      const RunValue first = value_of(runs_.front(), column);
      add(key, [&](const TrackedRun& run) {
        return metric_cell(value_of(run, column), first, &run == &runs_.front());
      });
    }
  }

  void add_texts(const std::string& title, RunField field, const std::vector<std::string>& keys) {
    if (!keys.empty()) heading(title);
    for (const std::string& key : keys) {
      const RunColumn column{field, key};
      add(key, [&](const TrackedRun& run) { return text_cell(value_of(run, column)); });
    }
  }

  void add_datasets() {
    const std::vector<DatasetInput>& datasets = runs_.front().datasets;
    if (!datasets.empty()) heading("data sets");
    for (const DatasetInput& dataset : datasets) {
      table_.add_row({dataset.context, fmt::format("{} {}", dataset.name, dataset.digest)});
    }
  }

  void add_models() {
    for (const std::string& id : runs_.front().model_ids) {
      table_.add_row({"logged model", "models:/" + id});
    }
  }

  std::string text(std::size_t width) const { return table_.text(width, runs_.size() + 1); }

 private:
  template <class Text>
  void add(const std::string& label, const Text& text) {
    std::vector<std::string> cells{label};
    for (const TrackedRun& run : runs_) cells.push_back(text(run));
    table_.add_row(cells);
  }
  void heading(const std::string& title) {
    table_.add_row({});
    table_.add_row({"[" + title + "]"});
  }

  const std::vector<TrackedRun>& runs_;
  std::map<std::string, std::string> experiments_;
  TextTable table_;
};

std::vector<std::string> keys_of(const std::vector<KeyValue>& texts) {
  std::vector<std::string> keys;
  for (const KeyValue& text : texts) keys.push_back(text.key);
  return keys;
}

}  // namespace

std::string run_comparison(TrackingStore& store, const std::vector<TrackedRun>& runs,
                           std::size_t width) {
  ComparisonTable comparison(store, runs);
  comparison.add_infos();
  if (runs.size() > 1) {
    comparison.add_texts("params that differ", RunField::kParam, differing_params(runs));
    comparison.add_metrics();
  } else {
    comparison.add_models();
    comparison.add_texts("params", RunField::kParam, keys_of(runs.front().params));
    comparison.add_metrics();
    comparison.add_texts("tags", RunField::kTag, keys_of(runs.front().tags));
    comparison.add_datasets();
  }
  return comparison.text(width);
}

}  // namespace petseg
