#include "petseg/tracking/stored_journal.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

#include "petseg/tracking/journal_delivery.h"

#include "tracking/dataset_files.h"
#include "tracking/key_folder.h"
#include "tracking/logged_model.h"
#include "tracking/metric_file.h"
#include "tracking/model_history.h"
#include "tracking/run_files.h"
#include "tracking/store_lock.h"
#include "tracking/stored_artifacts.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::size_t kPointsALine = 1000, kTextsALine = 100;

constexpr const char* kParentTag = "mlflow.parentRunId";

/// A point of one metric, in an order in which NaN has a place.
using Point = std::tuple<std::int64_t, std::int64_t, std::uint64_t>;

Point comparable(const MetricPoint& point) {
  const double value =
      std::isnan(point.value) ? std::numeric_limits<double>::quiet_NaN() : point.value;
  return {point.timestamp, point.step, std::bit_cast<std::uint64_t>(value)};
}

std::string text_of(const DatasetInput& dataset) {
  return dataset.name + '\n' + dataset.digest + '\n' + dataset.context;
}

/// What a journal says already.
class Told {
 public:
  explicit Told(const RunJournal& journal) {
    std::uint64_t at = 0;
    for (auto events = journal.read(at); !events.empty(); events = journal.read(at)) {
      for (const JournalEvent& event : events) add(event);
      at = events.back().end;
    }
    for (auto& [key, points] : points_) std::ranges::sort(points);
  }

  bool knows_param(const KeyValue& param) const { return params_.contains(param.key); }
  bool knows_tag(const KeyValue& tag) const {
    const auto found = tags_.find(tag.key);
    return found != tags_.end() && found->second == tag.value;
  }
  bool knows(const MetricPoint& point) const {
    const auto found = points_.find(point.key);
    return found != points_.end() && std::ranges::binary_search(found->second, comparable(point));
  }
  bool knows(const DatasetInput& dataset) const { return datasets_.contains(text_of(dataset)); }
  bool knows(const ArtifactEvent& artifact) const {
    const auto found = artifacts_.find(artifact.path);
    return found != artifacts_.end() && found->second == artifact.stamp;
  }
  TrackedStatus status() const { return status_; }

 private:
  void add(const JournalEvent& event) {
    for (const MetricPoint& point : event.batch.metrics) {
      points_[point.key].push_back(comparable(point));
    }
    for (const auto& [key, value] : event.batch.params) params_.insert(key);
    for (const auto& [key, value] : event.batch.tags) tags_[key] = value;
    if (event.dataset) datasets_.insert(text_of(*event.dataset));
    if (event.artifact) artifacts_[event.artifact->path] = event.artifact->stamp;
    if (event.status) status_ = event.status->status;
  }

  std::map<std::string, std::vector<Point>> points_;
  std::set<std::string> params_, datasets_;
  std::map<std::string, std::string> tags_, artifacts_;
  TrackedStatus status_ = TrackedStatus::kRunning;
};

std::optional<std::string> find_tag(const TrackedRun& run, const char* key) {
  const auto found = std::ranges::find(run.tags, key, &KeyValue::key);
  return found == run.tags.end() ? std::nullopt : std::optional(found->value);
}

/// A run of petseg's was perhaps delivered from its run folder before, and is found by its id.
JournalHead head_of(const TrackedRun& run, const StoredRun& stored) {
  return {.client_id = find_tag(run, kClientRunTag).value_or(run.info.run_id),
          .store = stored.folder.parent_path().parent_path().string(),
          .experiment = stored.experiment.name,
          .run_name = run.info.run_name,
          .user = run.info.user_id,
          .start_time = run.info.start_time};
}

bool is_for_the_journal(const KeyValue& tag) {
  constexpr std::array kOthers{kClientRunTag, kParentTag, kModelHistoryTag};
  return std::ranges::find(kOthers, tag.key) == kOthers.end();
}

/// Appends what is new, in lines of bounded length.
class Teller {
 public:
  explicit Teller(const RunJournal& journal) : journal_(journal), told_(journal) {}

  void tell(const TrackedRun& run) {
    for (const KeyValue& param : run.params) {
      if (!told_.knows_param(param)) add(param, &RunBatch::params);
    }
    for (const KeyValue& tag : run.tags) {
      if (is_for_the_journal(tag) && !told_.knows_tag(tag)) add(tag, &RunBatch::tags);
    }
    flush();
    for (const DatasetInput& dataset : run.datasets) {
      if (!told_.knows(dataset)) journal_.append({.dataset = dataset});
    }
  }

  /// What a model scored is told of with that.
  void tell_metrics(const fs::path& folder, const std::optional<ModelEvent>& model) {
    RunBatch scores;
    const auto flush_scores = [&] {
      if (!scores.empty()) journal_.append({.batch = std::exchange(scores, {}), .model = model});
    };
    KeyFolder(folder, "metric").for_each([&](const std::string& key, const fs::path& file) {
      for_each_point(file, key, [&](const MetricPoint& point) {
        if (told_.knows(point)) return;
        if (model && is_score(key)) {
          scores.metrics.push_back(point);
          if (scores.metrics.size() == kPointsALine) flush_scores();
          return;
        }
        batch_.metrics.push_back(point);
        if (batch_.metrics.size() == kPointsALine) flush();
      });
    });
    flush();
    flush_scores();
  }

  void tell(const std::vector<ArtifactEvent>& artifacts) {
    for (const ArtifactEvent& artifact : artifacts) {
      if (!told_.knows(artifact)) journal_.append({.artifact = artifact});
    }
  }

  void tell_status(const RunInfo& info) {
    if (info.status == told_.status()) return;
    journal_.append({.status = StatusEvent{info.status, info.end_time.value_or(info.start_time)}});
  }

 private:
  void add(const KeyValue& text, std::vector<KeyValue> RunBatch::*list) {
    (batch_.*list).push_back(text);
    if ((batch_.*list).size() == kTextsALine) flush();
  }

  void flush() {
    if (!batch_.empty()) journal_.append({.batch = std::exchange(batch_, {})});
  }

  const RunJournal& journal_;
  const Told told_;
  RunBatch batch_;
};

/// Of a run of petseg's: what other programs call a model may be anything.
std::optional<ModelEvent> model_of(const TrackedRun& run,
                                   const std::vector<ArtifactEvent>& artifacts) {
  const auto is_model = [](const ArtifactEvent& artifact) {
    return artifact.path == kModelArtifact;
  };
  if (std::ranges::none_of(artifacts, is_model)) return std::nullopt;
  if (find_tag(run, "mlflow.source.name") != "petseg") return std::nullopt;
  ModelEvent model;
  std::ranges::copy_if(run.params, std::back_inserter(model.params), is_model_param,
                       &KeyValue::key);
  return model;
}

}  // namespace

RunJournal stored_run_journal(const StoredRun& stored) {
  const fs::path experiment = stored.folder.parent_path();
  const StoreLock lock(experiment.parent_path());
  TrackedRun run = RunFiles(stored.folder).read();
  run.datasets = read_datasets(experiment, run.info.run_id);
  const std::vector<ArtifactEvent> artifacts = stored_artifacts(stored);

  const bool is_new = !has_journal(stored.folder);
  // What was delivered of a journal that is gone says nothing of the next one.
  if (is_new) fs::remove(stored.folder / JournalDelivery::kFile);
  RunJournal journal =
      is_new ? RunJournal(stored.folder, head_of(run, stored)) : RunJournal(stored.folder);
  Teller teller(journal);
  teller.tell(run);
  teller.tell_metrics(stored.folder / "metrics", model_of(run, artifacts));
  teller.tell(artifacts);
  teller.tell_status(run.info);
  return journal;
}

std::vector<KeyValue> tags_naming_runs(const StoredRun& run,
                                       const std::map<std::string, std::string>& ids) {
  const KeyFolder there(run.folder / "tags", "tag");
  std::vector<KeyValue> tags;
  if (there.holds(kParentTag)) {
    const std::string parent = there.value(kParentTag);
    const auto found = ids.find(parent);
    tags.push_back({kParentTag, found == ids.end() ? parent : found->second});
  }
  const auto own = ids.find(run.info.run_id);
  if (there.holds(kModelHistoryTag) && own != ids.end()) {
    std::string models = there.value(kModelHistoryTag);
    for (std::size_t at = 0; (at = models.find(own->first, at)) != models.npos;) {
      models.replace(at, own->first.size(), own->second);
      at += own->second.size();
    }
    tags.push_back({kModelHistoryTag, std::move(models)});
  }
  return tags;
}

}  // namespace petseg
