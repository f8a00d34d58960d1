#include "petseg/tracking/rest_store.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "tracking/rest_client.h"
#include "tracking/rest_json.h"
#include "tracking/rest_logged_models.h"

namespace petseg {
namespace {

constexpr int kPage = 1000;
constexpr int kHistoryPage = 25'000;  // the most that a server gives at once

/// What the client asked wrongly, and would be refused again.
[[noreturn]] void rethrow(const RestRefusal& refusal) {
  if (refusal.code == "INVALID_PARAMETER_VALUE") throw ConfigError(refusal.what());
  throw refusal;
}

bool is_missing(const RestRefusal& refusal) { return refusal.code == "RESOURCE_DOES_NOT_EXIST"; }

class RestStore : public TrackingStore {
 public:
  RestStore(const TrackingSettings& settings, Patience patience)
      : client_(settings, std::move(patience)) {}

  std::string name() const override { return client_.uri(); }

  Experiment experiment(const std::string& name) override {
    if (const auto found = find_experiment(name)) return *found;
    try {
      // Newer MLflow lays an experiment's pages out by its kind.
      const KeyValue kind{"mlflow.experimentKind", "custom_model_development"};
      client_.post("experiments/create", {{"name", name}, {"tags", key_values_json({kind})}});
    } catch (const RestRefusal& refusal) {
      if (refusal.code != "RESOURCE_ALREADY_EXISTS") throw;  // another process was faster
    }
    if (const auto made = find_experiment(name)) return *made;
    throw IoError(
        fmt::format("{}: experiment \"{}\" was made and is not there", this->name(), name));
  }

  std::vector<Experiment> experiments() override {
    std::vector<Experiment> found;
    each_page("experiments/search", "experiments", {{"max_results", kPage}}, [&](const Json& list) {
      for (const Json& item : list) found.push_back(read_experiment(item));
      return true;
    });
    return found;
  }

  void set_experiment_tags(const std::string& experiment_id,
                           const std::vector<KeyValue>& tags) override {
    for (const auto& [key, value] : tags) {
      const Json body{{"experiment_id", experiment_id}, {"key", key}, {"value", value}};
      try {
        client_.post("experiments/set-experiment-tag", body);
      } catch (const RestRefusal& refusal) {
        rethrow(refusal);
      }
    }
  }

  RunInfo create_run(const NewRun& run) override {
    const Json body{{"experiment_id", run.experiment_id},
                    {"user_id", run.user_id},
                    {"run_name", run.run_name},
                    {"start_time", run.start_time},
                    {"tags", key_values_json(run.tags)}};
    return make_once(
        [&] { return find_client_run(run); },
        [&] { return read_run(object_in(client_.post_once("runs/create", body), "run")).info; });
  }

  TrackedRun run(const std::string& run_id) override {
    try {
      return read_run(object_in(client_.get("runs/get", {{"run_id", run_id}}), "run"));
    } catch (const RestRefusal& refusal) {
      if (!is_missing(refusal)) throw;
      throw ConfigError(fmt::format("{}: has no run {}", name(), run_id));
    }
  }

  std::vector<TrackedRun> search_runs(const RunSearch& search) override {
    std::vector<TrackedRun> runs;
    const auto most = static_cast<std::size_t>(std::max(0, search.max_results));
    const Json body{{"experiment_ids", search.experiment_ids},
                    {"filter", search.filter},
                    {"run_view_type", "ACTIVE_ONLY"},
                    {"max_results", std::min(search.max_results, kPage)},
                    {"order_by", search.order_by}};
    try {
      each_page("runs/search", "runs", body, [&](const Json& list) {
        for (const Json& item : list) {
          if (runs.size() < most) runs.push_back(read_run(item));
        }
        return runs.size() < most;
      });
    } catch (const RestRefusal& refusal) {
      rethrow(refusal);
    }
    return runs;
  }

  std::vector<MetricPoint> metric_history(const std::string& run_id,
                                          const std::string& key) override {
    std::vector<MetricPoint> points;
    std::string token;
    do {
      std::vector<std::pair<std::string, std::string>> query{
          {"run_id", run_id}, {"metric_key", key}, {"max_results", std::to_string(kHistoryPage)}};
      if (!token.empty()) query.emplace_back("page_token", token);
      const Json page = client_.get("metrics/get-history", query);
      for (const Json& item : list_in(page, "metrics")) points.push_back(read_metric(item));
      token = text_in(page, "next_page_token");
    } while (!token.empty());
    return points;
  }

  void log_batch(const std::string& run_id, const RunBatch& batch) override {
    Json metrics = Json::array();
    for (const MetricPoint& point : batch.metrics) {
      metrics.push_back(metric_json(point, batch.model_id));
    }
    const Json body{{"run_id", run_id},
                    {"metrics", std::move(metrics)},
                    {"params", key_values_json(batch.params)},
                    {"tags", key_values_json(batch.tags)}};
    try {
      client_.post("runs/log-batch", body);
    } catch (const RestRefusal& refusal) {
      rethrow(refusal);
    }
  }

  void log_dataset(const std::string& run_id, const DatasetInput& dataset) override {
    client_.post("runs/log-inputs",
                 {{"run_id", run_id}, {"datasets", Json::array({dataset_json(dataset)})}});
  }

  void set_status(const std::string& run_id, TrackedStatus status,
                  std::optional<std::int64_t> end_time) override {
    if (status == TrackedStatus::kRunning && run(run_id).info.is_deleted) {
      client_.post("runs/restore", {{"run_id", run_id}});
    }
    Json body{{"run_id", run_id}, {"status", status_name(status)}};
    if (end_time) body["end_time"] = *end_time;
    client_.post("runs/update", body);
  }

  std::optional<LoggedModel> log_model(const NewLoggedModel& model) override {
    const auto logged = models_.find_or_make(model);
    if (logged) add_output(model.source_run_id, logged->model_id);
    return logged;
  }

  void set_model_status(const std::string& model_id, LoggedModelStatus status) override {
    models_.set_status(model_id, status);
  }

  bool keeps_duplicates() override {
    if (keeps_duplicates_) return *keeps_duplicates_;
    // Servers before 3.9 do not say what they keep runs in.
    const auto answer = client_.try_get("/api/3.0/mlflow/server-info");
    const Json info = Json::parse(answer.value_or(""), nullptr, /*allow_exceptions=*/false);
    keeps_duplicates_ = !info.is_object() || text_in(info, "store_type") != "SqlStore";
    return *keeps_duplicates_;
  }

 private:
  std::optional<Experiment> find_experiment(const std::string& name) {
    try {
      const Json answer = client_.get("experiments/get-by-name", {{"experiment_name", name}});
      const Json& found = object_in(answer, "experiment");
      const Experiment experiment = read_experiment(found);
      if (text_in(found, "lifecycle_stage") == "deleted") {
        client_.post("experiments/restore", {{"experiment_id", experiment.id}});
      }
      return experiment;
    } catch (const RestRefusal& refusal) {
      if (!is_missing(refusal)) throw;
      return std::nullopt;
    }
  }

  std::optional<RunInfo> find_client_run(const NewRun& run) {
    const auto tag = std::ranges::find(run.tags, std::string(kClientRunTag), &KeyValue::key);
    if (tag == run.tags.end()) return std::nullopt;
    const auto found =
        search_runs({.experiment_ids = {run.experiment_id},
                     .filter = fmt::format("tags.`{}` = '{}'", kClientRunTag, tag->value),
                     .max_results = 1});
    if (found.empty()) return std::nullopt;
    return found.front().info;
  }

  void add_output(const std::string& run_id, const std::string& model_id) {
    const Json output{{"model_id", model_id}, {"step", 0}};
    // A database refuses what it has already.
    make_once(
        [&]() -> std::optional<bool> {
          const std::vector<std::string> there = run(run_id).model_ids;
          if (std::ranges::find(there, model_id) == there.end()) return std::nullopt;
          return true;
        },
        [&] {
          client_.post_once("runs/outputs",
                            {{"run_id", run_id}, {"models", Json::array({output})}});
          return true;
        });
  }

  /// Until `take` says that it has enough.
  template <class Take>
  void each_page(const std::string& call, const char* key, Json body, Take take) {
    for (std::string token;; body["page_token"] = token) {
      const Json page = client_.post(call, body);
      token = text_in(page, "next_page_token");
      // An empty list is left out of an answer. But what holds other things is no answer to this.
      if (!page.empty() && token.empty() && !page.contains(key)) {
        throw DataError(fmt::format("{}: {}: the answer has no \"{}\"", name(), call, key));
      }
      if (!take(list_in(page, key)) || token.empty()) return;
    }
  }

  RestClient client_;
  RestLoggedModels models_{client_};
  std::optional<bool> keeps_duplicates_;
};

}  // namespace

std::unique_ptr<TrackingStore> open_rest_store(const TrackingSettings& settings,
                                               Patience patience) {
  return std::make_unique<RestStore>(settings, std::move(patience));
}

}  // namespace petseg
