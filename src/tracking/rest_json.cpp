#include "tracking/rest_json.h"

#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// What SQL stores keep in place of an infinite value.
constexpr double kStoredInfinity = std::numeric_limits<double>::max();

[[noreturn]] void fail(const char* key, const char* expected) {
  throw DataError(fmt::format(
      "the tracking server's answer has no {} as \"{}\"; is it an MLflow server?", expected, key));
}

/// MLflow's own server sends int64 as numbers, others as strings; both are protobuf's JSON.
std::int64_t integer_in(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return 0;
  if (found->is_number_integer()) return found->get<std::int64_t>();
  if (!found->is_string()) fail(key, "integer");
  const auto& text = found->get_ref<const std::string&>();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) fail(key, "integer");
  return value;
}

double value_in(const Json& json) {
  const auto found = json.find("value");
  if (found == json.end()) return 0;
  if (found->is_number()) {
    const auto value = found->get<double>();
    if (std::abs(value) < kStoredInfinity) return value;
    return value > 0 ? kInfinity : -kInfinity;
  }
  if (*found == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (*found == "Infinity") return kInfinity;
  if (*found == "-Infinity") return -kInfinity;
  fail("value", "number");
}

Json value_json(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

std::vector<KeyValue> read_key_values(const Json& list) {
  std::vector<KeyValue> pairs;
  for (const Json& item : list) pairs.push_back({text_in(item, "key"), text_in(item, "value")});
  return pairs;
}

RunInfo read_info(const Json& json) {
  RunInfo info{.run_id = text_in(json, "run_id"),
               .run_name = text_in(json, "run_name"),
               .experiment_id = text_in(json, "experiment_id"),
               .user_id = text_in(json, "user_id"),
               .start_time = integer_in(json, "start_time"),
               .artifact_uri = text_in(json, "artifact_uri"),
               .is_deleted = text_in(json, "lifecycle_stage") == "deleted"};
  if (info.run_id.empty()) fail("run_id", "text");
  if (const auto status = text_in(json, "status"); !status.empty()) {
    info.status = status_from_name(status);
  }
  if (const auto end = integer_in(json, "end_time"); end != 0) info.end_time = end;
  return info;
}

DatasetInput read_dataset(const Json& json) {
  const Json& dataset = object_in(json, "dataset");
  DatasetInput input{.name = text_in(dataset, "name"),
                     .digest = text_in(dataset, "digest"),
                     .source_type = text_in(dataset, "source_type"),
                     .source = text_in(dataset, "source"),
                     .schema = text_in(dataset, "schema"),
                     .profile = text_in(dataset, "profile")};
  for (const auto& [key, value] : read_key_values(list_in(json, "tags"))) {
    if (key == "mlflow.data.context") input.context = value;
  }
  return input;
}

}  // namespace

const Json& object_in(const Json& answer, const char* key) {
  const auto found = answer.find(key);
  if (found == answer.end() || !found->is_object()) fail(key, "object");
  return *found;
}

const Json& list_in(const Json& answer, const char* key) {
  static const Json none = Json::array();
  const auto found = answer.find(key);
  if (found == answer.end() || found->is_null()) return none;
  if (!found->is_array()) fail(key, "list");
  return *found;
}

std::string text_in(const Json& answer, const char* key) {
  if (!answer.is_object()) fail(key, "text");
  const auto found = answer.find(key);
  if (found == answer.end() || found->is_null()) return "";
  if (!found->is_string()) fail(key, "text");
  return found->get<std::string>();
}

Experiment read_experiment(const Json& json) {
  return {.id = text_in(json, "experiment_id"),
          .name = text_in(json, "name"),
          .artifact_location = text_in(json, "artifact_location"),
          .tags = read_key_values(list_in(json, "tags"))};
}

MetricPoint read_metric(const Json& json) {
  return {.key = text_in(json, "key"),
          .value = value_in(json),
          .timestamp = integer_in(json, "timestamp"),
          .step = integer_in(json, "step")};
}

TrackedRun read_run(const Json& json) {
  TrackedRun run{.info = read_info(object_in(json, "info"))};
  if (json.contains("data")) {
    const Json& data = object_in(json, "data");
    for (const Json& item : list_in(data, "metrics")) run.metrics.push_back(read_metric(item));
    run.params = read_key_values(list_in(data, "params"));
    run.tags = read_key_values(list_in(data, "tags"));
  }
  if (json.contains("inputs")) {
    for (const Json& item : list_in(object_in(json, "inputs"), "dataset_inputs")) {
      run.datasets.push_back(read_dataset(item));
    }
  }
  if (json.contains("outputs")) {
    for (const Json& item : list_in(object_in(json, "outputs"), "model_outputs")) {
      run.model_ids.push_back(text_in(item, "model_id"));
    }
  }
  return run;
}

ArtifactFile read_artifact(const Json& json) {
  const auto is_folder = json.find("is_dir");
  return {.path = text_in(json, "path"),
          .is_folder = is_folder != json.end() && *is_folder == true,
          .bytes = static_cast<std::uint64_t>(integer_in(json, "file_size"))};
}

Json metric_json(const MetricPoint& point, const std::string& model_id) {
  Json json{{"key", point.key},
            {"value", value_json(point.value)},
            {"timestamp", point.timestamp},
            {"step", point.step}};
  if (!model_id.empty()) json["model_id"] = model_id;
  return json;
}

Json key_values_json(const std::vector<KeyValue>& pairs) {
  Json list = Json::array();
  for (const auto& [key, value] : pairs) list.push_back({{"key", key}, {"value", value}});
  return list;
}

Json dataset_json(const DatasetInput& dataset) {
  Json json{{"name", dataset.name},
            {"digest", dataset.digest},
            {"source_type", dataset.source_type},
            {"source", dataset.source}};
  if (!dataset.schema.empty()) json["schema"] = dataset.schema;
  if (!dataset.profile.empty()) json["profile"] = dataset.profile;
  Json tags = Json::array();
  if (!dataset.context.empty()) {
    tags.push_back({{"key", "mlflow.data.context"}, {"value", dataset.context}});
  }
  return {{"tags", tags}, {"dataset", json}};
}

}  // namespace petseg
