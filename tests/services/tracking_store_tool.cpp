// Writes runs to the store that MLFLOW_TRACKING_URI names, and says what stands there, as JSON, for
// the tests with a real MLflow:
//
//   tracking_store_tool write  < {"experiment": …, "runs": [{"name", "status", "metrics": [[key,
//                                value, timestamp, step]], "params", "tags", "datasets"}]}
//   tracking_store_tool read
//   tracking_store_tool search < [{"filter": …, "order_by": […]}]   the names of the runs found

#include <cmath>
#include <exception>
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "petseg/tracking/open_store.h"

#include "core/json.h"

namespace petseg {
namespace {

/// JSON has no NaN and no infinity: there, and here, they are texts.
Json number_json(double value) {
  return std::isfinite(value) ? Json(value) : Json(fmt::format("{}", value));
}

double number_of(const Json& value) {
  return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
}

std::vector<KeyValue> key_values(const Json& object) {
  std::vector<KeyValue> list;
  for (const auto& [key, value] : object.items()) list.push_back({key, value.get<std::string>()});
  return list;
}

Json object_of(const std::vector<KeyValue>& list) {
  Json object = Json::object();
  for (const auto& [key, value] : list) object[key] = value;
  return object;
}

RunBatch batch_of(const Json& run) {
  RunBatch batch{.params = key_values(run.at("params")), .tags = key_values(run.at("tags"))};
  for (const Json& point : run.at("metrics")) {
    batch.metrics.push_back({.key = point.at(0).get<std::string>(),
                             .value = number_of(point.at(1)),
                             .timestamp = point.at(2).get<std::int64_t>(),
                             .step = point.at(3).get<std::int64_t>()});
  }
  return batch;
}

DatasetInput dataset_of(const Json& json) {
  const auto text = [&](const char* key) { return json.at(key).get<std::string>(); };
  return {.name = text("name"),
          .digest = text("digest"),
          .source_type = text("source_type"),
          .source = text("source"),
          .schema = text("schema"),
          .profile = text("profile"),
          .context = text("context")};
}

Json json_of(const DatasetInput& dataset) {
  return {
      {"name", dataset.name},      {"digest", dataset.digest}, {"source_type", dataset.source_type},
      {"source", dataset.source},  {"schema", dataset.schema}, {"profile", dataset.profile},
      {"context", dataset.context}};
}

void write(TrackingStore& store, const Json& input) {
  const Experiment experiment = store.experiment(input.at("experiment").get<std::string>());
  for (const Json& run : input.at("runs")) {
    const RunInfo info = store.create_run({.experiment_id = experiment.id,
                                           .run_name = run.at("name").get<std::string>(),
                                           .user_id = "tester",
                                           .start_time = run.at("start_time").get<std::int64_t>()});
    store.log_batch(info.run_id, batch_of(run));
    for (const Json& dataset : run.at("datasets")) {
      store.log_dataset(info.run_id, dataset_of(dataset));
    }
    const auto status = status_from_name(run.at("status").get<std::string>());
    store.set_status(info.run_id, status, run.at("start_time").get<std::int64_t>() + 5000);
  }
}

Json json_of(TrackingStore& store, const TrackedRun& run) {
  Json metrics = Json::object(), history = Json::object(), datasets = Json::array();
  for (const MetricPoint& last : run.metrics) {
    metrics[last.key] = {number_json(last.value), last.timestamp, last.step};
    for (const MetricPoint& point : store.metric_history(run.info.run_id, last.key)) {
      history[last.key].push_back({number_json(point.value), point.timestamp, point.step});
    }
  }
  for (const DatasetInput& dataset : run.datasets) datasets.push_back(json_of(dataset));
  return {{"run_id", run.info.run_id},
          {"status", status_name(run.info.status)},
          {"user_id", run.info.user_id},
          {"start_time", run.info.start_time},
          {"end_time", run.info.end_time ? Json(*run.info.end_time) : Json()},
          {"artifact_uri", run.info.artifact_uri},
          {"metrics", metrics},
          {"history", history},
          {"params", object_of(run.params)},
          {"tags", object_of(run.tags)},
          {"datasets", datasets}};
}

std::vector<std::string> all_experiments(TrackingStore& store) {
  std::vector<std::string> ids;
  for (const Experiment& experiment : store.experiments()) ids.push_back(experiment.id);
  return ids;
}

Json read(TrackingStore& store) {
  Json all = Json::object();
  for (const Experiment& experiment : store.experiments()) {
    Json& runs = all[experiment.name] = Json::object();
    for (const TrackedRun& run : store.search_runs({.experiment_ids = {experiment.id}})) {
      runs[run.info.run_name] = json_of(store, run);
    }
  }
  return all;
}

Json search(TrackingStore& store, const Json& searches) {
  Json found = Json::array();
  for (const Json& search : searches) {
    Json names = Json::array();
    for (const TrackedRun& run :
         store.search_runs({.experiment_ids = all_experiments(store),
         .filter = search.at("filter").get<std::string>(),
         .order_by = search.at("order_by").get<std::vector<std::string>>()})) {
      names.push_back(run.info.run_name);
    }
    found.push_back(names);
  }
  return found;
}

int run(const std::string& command) {
  const std::unique_ptr<TrackingStore> store = open_tracking_store(tracking_settings());
  if (command == "write") write(*store, Json::parse(std::cin));
  if (command == "read") std::cout << read(*store) << '\n';
  if (command == "search") std::cout << search(*store, Json::parse(std::cin)) << '\n';
  return 0;
}

}  // namespace
}  // namespace petseg

int main(int argc, char** argv) {
  try {
    return petseg::run(argc > 1 ? argv[1] : "");
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
