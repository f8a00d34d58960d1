#include "petseg/tracking/run_table.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"

#include "tracking/run_column.h"
#include "tracking/run_text.h"
#include "tracking/text_table.h"

namespace petseg {
namespace {

/// Of params that differ: whoever wants others names them.
constexpr std::size_t kMaxDiffering = 6;

struct TableColumn {
  std::string header;
  bool is_number = false;
  std::function<std::string(const TrackedRun&)> text;
};

/// What the columns need beside the runs.
struct TableSource {
  TrackingStore& store;
  std::map<std::string, std::string> experiments;
};

using Text = std::string (*)(const TrackedRun&);
struct NamedColumn {
  std::string_view name;
  Text text;
};
constexpr std::array kNamedColumns{
    NamedColumn{"start", [](const TrackedRun& run) { return time_text(run.info.start_time); }},
    NamedColumn{"end",
                [](const TrackedRun& run) {
                  return run.info.end_time ? time_text(*run.info.end_time) : std::string();
                }},
    NamedColumn{"duration", [](const TrackedRun& run) { return duration_text(run.info); }},
    NamedColumn{"id", [](const TrackedRun& run) { return short_id(run.info); }},
    NamedColumn{"name", [](const TrackedRun& run) { return run.info.run_name; }},
    NamedColumn{"status", [](const TrackedRun& run) { return status_name(run.info.status); }},
    NamedColumn{"user", [](const TrackedRun& run) { return run.info.user_id; }}};

std::string text_of(const RunValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return metric_text(*number);
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? "" : *text;
}

TableColumn value_column(RunField field, const std::string& key) {
  return {.header = key,
          .is_number = field == RunField::kMetric,
          .text = [column = RunColumn{field, key}](const TrackedRun& run) {
            return text_of(value_of(run, column));
          }};
}

bool has_metric(const TrackedRun& run, const std::string& key) {
  return std::ranges::find(run.metrics, key, &MetricPoint::key) != run.metrics.end();
}

std::string best_text(TrackingStore& store, const TrackedRun& run, const std::string& key) {
  if (!has_metric(run, key)) return {};
  const std::optional<double> best = best_value(store, run.info.run_id, key);
  return best ? metric_text(*best) : "nan";
}

TableColumn best_column(const TableSource& source, const std::string& key) {
  return {
      .header = "best " + key, .is_number = true, .text = [&source, key](const TrackedRun& run) {
        return best_text(source.store, run, key);
      }};
}

TableColumn experiment_column(const TableSource& source) {
  return {.header = "experiment", .text = [&source](const TrackedRun& run) {
            const auto found = source.experiments.find(run.info.experiment_id);
            return found == source.experiments.end() ? run.info.experiment_id : found->second;
          }};
}

[[noreturn]] void fail_column(const std::string& name) {
  std::vector<std::string_view> known{"experiment"};
  for (const NamedColumn& column : kNamedColumns) known.push_back(column.name);
  throw ConfigError(
      fmt::format("column {:?}: expected metrics.…, best.…, params.…, tags.… or one of {}{}", name,
                  quoted_list(known), did_you_mean(name, known)));
}

TableColumn column_of(const TableSource& source, const std::string& name) {
  const std::size_t dot = name.find('.');
  if (dot != name.npos && dot + 1 < name.size()) {
    const std::string kind = name.substr(0, dot), key = name.substr(dot + 1);
    if (kind == "metrics") return value_column(RunField::kMetric, key);
    if (kind == "params") return value_column(RunField::kParam, key);
    if (kind == "tags") return value_column(RunField::kTag, key);
    if (kind == "best") return best_column(source, key);
  }
  if (name == "experiment") return experiment_column(source);
  const auto* const known = std::ranges::find(kNamedColumns, name, &NamedColumn::name);
  if (known == kNamedColumns.end()) fail_column(name);
  return {.header = name, .is_number = name == "duration", .text = known->text};
}

std::vector<std::string> usual_columns(const std::vector<TrackedRun>& runs) {
  std::vector<std::string> columns{"start", "id", "name", "status", "duration"};
  const auto differ = [&](auto member) {
    return std::ranges::any_of(
        runs, [&](const TrackedRun& run) { return run.info.*member != runs.front().info.*member; });
  };
  const auto any_has = [&](const std::string& key) {
    return std::ranges::any_of(runs, [&](const TrackedRun& run) { return has_metric(run, key); });
  };
  if (differ(&RunInfo::experiment_id)) columns.insert(columns.begin() + 3, "experiment");
  if (any_has("valid/miou")) columns.push_back("best.valid/miou");
  if (any_has("test/miou")) columns.push_back("metrics.test/miou");
  return columns;
}

}  // namespace

std::string run_table(TrackingStore& store, const std::vector<TrackedRun>& runs,
                      const RunTableOptions& options) {
  const TableSource source{store, experiment_names(store)};
  std::vector<std::string> names = options.columns.empty() ? usual_columns(runs) : options.columns;
  const std::size_t required = names.size();
  if (options.columns.empty()) {
    std::vector<std::string> differing = differing_params(runs);
    differing.resize(std::min(differing.size(), kMaxDiffering));
    for (const std::string& key : differing) names.push_back("params." + key);
  }
  std::vector<TableColumn> columns;
  for (const std::string& name : names) columns.push_back(column_of(source, name));

  TextTable table;
  for (const TableColumn& column : columns) table.add_column(column.header, column.is_number);
  for (const TrackedRun& run : runs) {
    std::vector<std::string> cells;
    for (const TableColumn& column : columns) cells.push_back(column.text(run));
    table.add_row(cells);
  }
  return table.text(options.width, required);
}

}  // namespace petseg
