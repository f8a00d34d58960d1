#include "petseg/tracking/journal_delivery.h"

#include <algorithm>
#include <cmath>
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

// What a server takes at once (mlflow/utils/validation.py).
constexpr std::size_t kMaxValues = 1000, kMaxParams = 100, kMaxTags = 100;

std::size_t size_of(const RunBatch& batch) {
  return batch.metrics.size() + batch.params.size() + batch.tags.size();
}

bool is_full(const RunBatch& batch) {
  return size_of(batch) >= kMaxValues || batch.params.size() >= kMaxParams ||
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

/// What goes into one request.
RunBatch take_request(RunBatch& from) {
  RunBatch some{.model_id = from.model_id};
  move_some(from.params, some.params, kMaxParams);
  move_some(from.tags, some.tags, kMaxTags);
  move_some(from.metrics, some.metrics, kMaxValues - size_of(some));
  return some;
}

/// Of what is left to send: whether it can all be of the batch that came last.
bool is_part_of(const RunBatch& rest, const RunBatch& last) {
  return rest.metrics.size() <= last.metrics.size() && rest.params.size() <= last.params.size() &&
         rest.tags.size() <= last.tags.size();
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
  was_found_ = state.was_found;
  uncertain_until_ = journal_.size();  // an earlier process may have sent more than it knew of
}

void JournalDelivery::send() {
  if (!run_) open_run();
  while (!is_complete()) {
    const std::vector<JournalEvent> events = journal_.read(delivered_);
    if (events.empty()) return;
    journal_.sync();  // what the store knows of must not get lost here
    try {
      send(events);
    } catch (...) {
      uncertain_until_ = std::max(uncertain_until_, events.back().end);
      throw;
    }
  }
}

void JournalDelivery::send(const std::vector<JournalEvent>& events) {
  RunBatch waiting;
  std::uint64_t begin = delivered_;
  for (const JournalEvent& event : events) {
    if (!event.model) append(waiting, event.batch);
    if (event.dataset || event.model || event.artifact || event.registration || event.status) {
      send(std::exchange(waiting, {}));
      send(event);
      remember(event.end);
    }
    while (is_full(waiting)) {
      send_whole(take_request(waiting));
      if (is_part_of(waiting, event.batch)) remember(waiting.empty() ? event.end : begin);
    }
    begin = event.end;
  }
  send(std::exchange(waiting, {}));
  if (begin > delivered_) remember(begin);
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
    was_found_ = store_->keeps_duplicates() && !store_->run(run_->run_id).metrics.empty();
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
  const bool is_over = status != TrackedStatus::kRunning && status != TrackedStatus::kScheduled;
  store_->set_status(run_->run_id, status, is_over ? std::optional(time) : std::nullopt);
}

void JournalDelivery::send(RunBatch batch) {
  while (!batch.empty()) send_whole(take_request(batch));
}

void JournalDelivery::send_whole(RunBatch batch) {
  const bool may_be_there = delivered_ < uncertain_until_ || was_found_;
  if (may_be_there && !batch.metrics.empty() && store_->keeps_duplicates()) {
    drop_known_points(batch);
  }
  try {
    store_->log_batch(run_->run_id, batch);
  } catch (const ConfigError&) {
    send_one_by_one(batch);
  }
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
  send(std::move(scores));
}

void JournalDelivery::drop_known_points(RunBatch& batch) {
  // NaN equals nothing, itself included.
  const auto comparable = [](const MetricPoint& point) {
    const bool is_nan = std::isnan(point.value);
    return std::tuple(point.timestamp, point.step, is_nan, is_nan ? 0 : point.value);
  };
  std::map<std::string, std::set<decltype(comparable({}))>> known;
  for (const MetricPoint& point : batch.metrics) {
    if (known.contains(point.key)) continue;
    auto& points = known[point.key];
    for (const MetricPoint& there : store_->metric_history(run_->run_id, point.key)) {
      points.insert(comparable(there));
    }
  }
  std::erase_if(batch.metrics, [&](const MetricPoint& point) {
    return known[point.key].contains(comparable(point));
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
      send_model(file, artifact);
    } else {
      artifacts_->upload(file, artifact.path);
    }
  } catch (const ArtifactRefusal& refusal) {
    log().warn("[tracking] left out: {}", refusal.what());
  }
}

/// Where the folder is one of MLflow's models.
void JournalDelivery::send_model(const fs::path& folder, const ArtifactEvent& artifact) {
  const auto history = model_history(folder, run_->run_id, artifact.path);
  if (!history) return;
  store_->log_batch(run_->run_id, {.tags = {{kModelHistoryTag, *history}}});
  if (artifact.path != kModelArtifact) return;
  // In a store, this may be the model of any program; petseg's has been told of.
  const bool is_stored = !artifact.stamp.empty();
  if (!model_ && !is_stored) send(ModelEvent{}, {});
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
  write_delivery_state(journal_.run_folder() / kFile, store_->name(),
                       {.run = run_,
                        .was_found = was_found_,
                        .model = model_,
                        .uploads = notes_.texts,
                        .delivered = delivered});
}

}  // namespace petseg
