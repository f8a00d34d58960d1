#include <cmath>

#include "petseg/tracking/run_table.h"

#include "core/json.h"
#include "tracking/run_text.h"

namespace petseg {
namespace {

Json number_json(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

Json object_of(const std::vector<KeyValue>& texts) {
  Json object = Json::object();
  for (const auto& [key, value] : texts) object[key] = value;
  return object;
}

Json json_of(const DatasetInput& dataset) {
  return {{"name", dataset.name},
          {"digest", dataset.digest},
          {"source_type", dataset.source_type},
          {"source", dataset.source},
          {"context", dataset.context}};
}

Json json_of(const TrackedRun& run, const std::string& experiment) {
  Json json{{"run_id", run.info.run_id},
            {"run_name", run.info.run_name},
            {"experiment_id", run.info.experiment_id},
            {"experiment", experiment},
            {"user_id", run.info.user_id},
            {"status", status_name(run.info.status)},
            {"start_time", run.info.start_time},
            {"end_time", run.info.end_time ? Json(*run.info.end_time) : Json()},
            {"artifact_uri", run.info.artifact_uri},
            {"metrics", Json::object()},
            {"params", object_of(run.params)},
            {"tags", object_of(run.tags)},
            {"datasets", Json::array()},
            {"logged_models", run.model_ids}};
  for (const MetricPoint& metric : run.metrics) {
    json["metrics"][metric.key] = {{"value", number_json(metric.value)},
                                   {"step", metric.step},
                                   {"timestamp", metric.timestamp}};
  }
  for (const DatasetInput& dataset : run.datasets) json["datasets"].push_back(json_of(dataset));
  return json;
}

}  // namespace

std::string runs_json(TrackingStore& store, const std::vector<TrackedRun>& runs) {
  const std::map<std::string, std::string> experiments = experiment_names(store);
  Json json = Json::array();
  for (const TrackedRun& run : runs) {
    const auto found = experiments.find(run.info.experiment_id);
    json.push_back(json_of(run, found == experiments.end() ? "" : found->second));
  }
  // What is not UTF-8 in a damaged store becomes U+FFFD.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace petseg
