#include "petseg/tracking/journal_delivery.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/log.h"
#include "petseg/tracking/open_store.h"

#include "tracking/delivery_state.h"
#include "tracking/environment.h"
#include "tracking/logged_model.h"
#include "tracking/model_history.h"
#include "tracking/model_registry.h"
#include "tracking/run_address.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

// What a server takes at once (mlflow/utils/validation.py); 1000 in all.
constexpr std::size_t kMaxMetrics = 800, kMaxParams = 100, kMaxTags = 100;

bool is_full(const RunBatch& batch) {
  return batch.metrics.size() >= kMaxMetrics || batch.params.size() >= kMaxParams ||
         batch.tags.size() >= kMaxTags;
}

template <class T>
void move_some(std::vector<T>& from, std::vector<T>& to, std::size_t most) {
  const auto count = static_cast<std::ptrdiff_t>(std::min(most, from.size()));
  to.assign(std::make_move_iterator(from.begin()), std::make_move_iterator(from.begin() + count));
  from.erase(from.begin(), from.begin() + count);
}

void append(RunBatch& to, const RunBatch& from) {
  to.metrics.insert(to.metrics.end(), from.metrics.begin(), from.metrics.end());
  to.params.insert(to.params.end(), from.params.begin(), from.params.end());
  to.tags.insert(to.tags.end(), from.tags.begin(), from.tags.end());
}

}  // namespace

JournalDelivery::JournalDelivery(const RunJournal& journal, const TrackingSettings& settings,
                                 Patience patience)
    : journal_(journal),
      settings_(settings),
      patience_(std::move(patience)),
      store_(open_tracking_store(settings_, patience_)) {
  notes_.on_change = [this] { remember(delivered_); };
  DeliveryState state = read_delivery_state(journal_.run_folder() / kFile, store_->name());
  if (!state.run) return;
  run_ = std::move(state.run);
  run_->run_name = journal_.head().run_name;
  model_ = std::move(state.model);
  notes_.texts = std::move(state.uploads);
  delivered_ = std::min(state.delivered, journal_.size());
  is_uncertain_ = true;  // an earlier process may have ended before it knew of its last answer
}

void JournalDelivery::send() {
  if (!run_) open_run();
  while (!is_complete()) {
    const std::vector<JournalEvent> events = journal_.read(delivered_);
    if (events.empty()) return;
    RunBatch waiting;
    const auto send_waiting = [&](std::uint64_t until) {
      if (!waiting.empty()) send(std::exchange(waiting, {}));
      if (until > delivered_) remember(until);
    };
    for (const JournalEvent& event : events) {
      if (!event.model) append(waiting, event.batch);
      const bool stands_alone =
          event.dataset || event.model || event.artifact || event.registration || event.status;
      if (stands_alone) {
        send(std::exchange(waiting, {}));
        send(event);
        remember(event.end);
      } else if (is_full(waiting)) {
        send_waiting(event.end);
      }
    }
    send_waiting(events.back().end);
  }
}

std::string JournalDelivery::address() const {
  return run_ ? run_address(store_->name(), *run_) : "";
}

void JournalDelivery::open_run() {
  const JournalHead& head = journal_.head();
  if (head.run_id) {
    run_ = store_->run(*head.run_id).info;
    store_->set_status(run_->run_id, TrackedStatus::kRunning, std::nullopt);
  } else {
    const Experiment experiment = store_->experiment(head.experiment);
    run_ =
        store_->create_run({.experiment_id = experiment.id,
                            .run_name = head.run_name,
                            .user_id = head.user,
                            .start_time = head.start_time,
                            .tags = {{kClientRunTag, head.client_id}, {"mlflow.user", head.user}}});
  }
  remember(delivered_);
}

void JournalDelivery::send(const JournalEvent& event) {
  if (event.dataset) store_->log_dataset(run_->run_id, *event.dataset);
  if (event.model) send(*event.model, event.batch);
  if (event.artifact) send(*event.artifact);
  if (event.registration) send(*event.registration);
  if (!event.status) return;
  const auto& [status, time] = *event.status;
  const bool is_over = status != TrackedStatus::kRunning;
  store_->set_status(run_->run_id, status, is_over ? std::optional(time) : std::nullopt);
}

void JournalDelivery::send(const RunBatch& batch) {
  RunBatch rest = batch;
  while (!rest.empty()) {
    RunBatch some;
    move_some(rest.metrics, some.metrics, kMaxMetrics);
    move_some(rest.params, some.params, kMaxParams);
    move_some(rest.tags, some.tags, kMaxTags);
    some.model_id = batch.model_id;
    send_whole(std::move(some));
  }
}

void JournalDelivery::send_whole(RunBatch batch) {
  if (is_uncertain_ && !batch.metrics.empty() && store_->keeps_duplicates()) {
    drop_known_points(batch);
  }
  is_uncertain_ = true;
  try {
    store_->log_batch(run_->run_id, batch);
  } catch (const ConfigError&) {
    send_one_by_one(batch);
  }
  is_uncertain_ = false;
}

/// One value that the store does not take must not cost the others.
void JournalDelivery::send_one_by_one(const RunBatch& batch) {
  const auto try_to_send = [&](const RunBatch& one) {
    try {
      store_->log_batch(run_->run_id, one);
    } catch (const ConfigError& error) {
      log().warn("[tracking] left out: {}", error.what());
    }
  };
  if (!batch.metrics.empty()) {
    try_to_send({.metrics = batch.metrics, .model_id = batch.model_id});
  }
  for (const KeyValue& param : batch.params) try_to_send({.params = {param}});
  for (const KeyValue& tag : batch.tags) try_to_send({.tags = {tag}});
}

void JournalDelivery::send(const RegistrationEvent& registration) {
  const auto registry = open_model_registry(settings_, patience_);
  try {
    // Another server knows nothing of the logged model.
    const bool is_logged =
        model_ && model_->status == LoggedModelStatus::kReady && !variable("MLFLOW_REGISTRY_URI");
    const std::string version =
        is_logged ? registry->register_model(registration.name, "models:/" + model_->model_id,
                                             run_->run_id, model_->model_id)
                  : registry->register_model(
                        registration.name, run_->artifact_uri + "/" + kModelArtifact, run_->run_id);
    if (!registration.alias.empty()) {
      registry->set_alias(registration.name, registration.alias, version);
    }
    log().info("[tracking] models:/{}/{} is the model of this run", registration.name, version);
  } catch (const ConfigError& error) {
    log().warn("[tracking] the model is not registered: {}", error.what());
  }
}

void JournalDelivery::send(const ModelEvent& model, RunBatch scores) {
  if (!model_) {
    model_ = store_->log_model(new_logged_model(*run_, journal_.head(), model));
    remember(delivered_);
  }
  if (model_) scores.model_id = model_->model_id;
  send(scores);
}

void JournalDelivery::drop_known_points(RunBatch& batch) {
  std::map<std::string, std::set<std::tuple<std::int64_t, std::int64_t>>> known;
  for (const MetricPoint& point : batch.metrics) {
    if (known.contains(point.key)) continue;
    auto& points = known[point.key];
    for (const MetricPoint& there : store_->metric_history(run_->run_id, point.key)) {
      points.emplace(there.timestamp, there.step);
    }
  }
  std::erase_if(batch.metrics, [&](const MetricPoint& point) {
    return known[point.key].contains({point.timestamp, point.step});
  });
}

void JournalDelivery::send(const ArtifactEvent& artifact) {
  const fs::path file = journal_.run_folder() / artifact.file;
  if (!fs::exists(file)) {
    log().warn("[tracking] {}: is gone, and is not among the run's artifacts", file.string());
    return;
  }
  if (!artifacts_) {
    artifacts_ = open_artifact_store(*run_, settings_, patience_);
    artifacts_->notes = &notes_;
  }
  try {
    if (fs::is_directory(file)) {
      upload_folder(*artifacts_, file, artifact.path);
      send_model(file, artifact.path);
    } else {
      artifacts_->upload(file, artifact.path);
    }
  } catch (const ArtifactRefusal& refusal) {
    log().warn("[tracking] left out: {}", refusal.what());
  }
}

/// Where the folder is one of MLflow's models.
void JournalDelivery::send_model(const fs::path& folder, const std::string& path) {
  const auto history = model_history(folder, run_->run_id, path);
  if (!history) return;
  store_->log_batch(run_->run_id, {.tags = {{kModelHistoryTag, *history}}});
  if (path != kModelArtifact) return;
  if (!model_) send(ModelEvent{}, {});
  if (!model_) return;
  if (!model_files_) {
    model_files_ = open_artifact_store(*model_, settings_, patience_);
    model_files_->notes = &notes_;
  }
  model_->status = upload_logged_model(*model_files_, folder) ? LoggedModelStatus::kReady
                                                              : LoggedModelStatus::kUploadFailed;
  store_->set_model_status(model_->model_id, model_->status);
}

void JournalDelivery::remember(std::uint64_t delivered) {
  delivered_ = delivered;
  write_delivery_state(
      journal_.run_folder() / kFile, store_->name(),
      {.run = run_, .model = model_, .uploads = notes_.texts, .delivered = delivered});
}

}  // namespace petseg
