#include "tracking/run_column.h"

#include <algorithm>

#include <fmt/format.h>

namespace petseg {
namespace {

const char* name_of(RunField field) {
  switch (field) {
    case RunField::kMetric: return "metrics";
    case RunField::kParam: return "params";
    case RunField::kTag: return "tags";
    case RunField::kDataset: return "datasets";
    case RunField::kAttribute: break;
  }
  return "attributes";
}

template <class Item>
RunValue find_value(const std::vector<Item>& items, const std::string& key) {
  const auto found = std::ranges::find(items, key, &Item::key);
  if (found == items.end()) return std::monostate();
  return found->value;
}

RunValue attribute(const RunInfo& info, const std::string& key) {
  if (key == "run_id") return info.run_id;
  if (key == "run_name") return info.run_name;
  if (key == "user_id") return info.user_id;
  if (key == "status") return status_name(info.status);
  if (key == "artifact_uri") return info.artifact_uri;
  if (key == "start_time") return static_cast<double>(info.start_time);
  if (key == "end_time" && info.end_time) return static_cast<double>(*info.end_time);
  return std::monostate();
}

}  // namespace

bool RunColumn::is_number() const {
  return field == RunField::kMetric ||
         (field == RunField::kAttribute && (key == "start_time" || key == "end_time"));
}

std::string RunColumn::text() const {
  const char* quote = key.find('`') == key.npos ? "`" : "\"";
  if (field == RunField::kAttribute || field == RunField::kDataset) quote = "";
  return fmt::format("{}.{}{}{}", name_of(field), quote, key, quote);
}

RunValue value_of(const TrackedRun& run, const RunColumn& column) {
  switch (column.field) {
    case RunField::kMetric: return find_value(run.metrics, column.key);
    case RunField::kParam: return find_value(run.params, column.key);
    case RunField::kTag: return find_value(run.tags, column.key);
    case RunField::kAttribute: return attribute(run.info, column.key);
    case RunField::kDataset: break;
  }
  return std::monostate();
}

}  // namespace petseg
