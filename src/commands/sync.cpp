#include "petseg/commands/sync.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "petseg/core/log.h"
#include "petseg/tracking/journal_delivery.h"
#include "petseg/tracking/open_store.h"
#include "petseg/tracking/run_journal.h"
#include "petseg/tracking/stored_journal.h"
#include "petseg/tracking/stored_runs.h"

#include "tracking/environment.h"
#include "tracking/file_uri.h"
#include "tracking/run_address.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

std::vector<fs::path> tracked_runs(const fs::path& parent) {
  std::vector<fs::path> folders;
  std::error_code unknown;
  for (const auto& entry : fs::directory_iterator(parent, unknown)) {
    if (has_journal(entry.path())) folders.push_back(entry.path());
  }
  std::ranges::sort(folders);
  return folders;
}

/// Throws where a store would be sent to itself.
void check_is_elsewhere(const fs::path& store, const TrackingSettings& target) {
  const auto to = target.is_remote() ? std::nullopt : path_of_uri(target.uri);
  std::error_code unknown;
  if (variable("MLFLOW_TRACKING_URI") && !(to && fs::equivalent(store, *to, unknown))) return;
  throw ConfigError(
      fmt::format("{}: MLFLOW_TRACKING_URI says where its runs go: expected the address of a "
                  "server, or another folder",
                  store.string()));
}

class Sync {
 public:
  explicit Sync(const SyncOptions& options) : options_(options), settings_(tracking_settings()) {}

  void add_place(const std::string& place) {
    const auto folder = path_of_uri(place);
    if (!folder) {
      throw ConfigError(fmt::format("{}: expected a run folder, or a folder of MLflow's", place));
    }
    if (const auto stored = find_stored_runs(*folder)) {
      add_store(*stored);
    } else {
      add_run_folder(*folder);
    }
  }

  void add_run_folder(const fs::path& folder) {
    TrackingSettings to = settings_;
    const auto deliver_it = [&] {
      const RunJournal journal(folder);
      if (!variable("MLFLOW_TRACKING_URI")) to.uri = journal.head().store;
      JournalDelivery delivery(journal, to);
      ask(to, [&] { deliver(delivery, folder, folder.string()); });
    };
    if (options_.places.size() == 1) {
      deliver_it();  // what goes wrong is the answer to the command
    } else {
      attempt(to, deliver_it);
    }
  }

  SyncSummary finish() { return std::move(summary_); }

 private:
  void add_store(const StoredRuns& stored) {
    check_is_elsewhere(stored.store, settings_);
    summary_.deleted_runs += stored.deleted_runs;
    summary_.deleted_experiments += stored.deleted_experiments;
    summary_.registered_models += stored.registered_models;
    for (const Error& damage : stored.damages) fail(damage);

    const auto target = open_tracking_store(settings_);
    std::map<std::string, std::string> ids;  // from here to there
    std::set<std::string> experiments;
    for (std::size_t i = 0; i < stored.runs.size(); ++i) {
      const StoredRun& run = stored.runs[i];
      const std::string place = fmt::format("{} of {}: {} ({})", i + 1, stored.runs.size(),
                                            run.folder.string(), run.info.run_name);
      attempt(settings_, [&] {
        const RunJournal journal = stored_run_journal(run);
        ask(settings_, [&] {
          if (experiments.insert(run.experiment.id).second) {
            add_experiment(*target, run.experiment);
          }
          ids[run.info.run_id] = deliver_stored(*target, run, journal, place);
        });
      });
    }
    for (const StoredRun& run : stored.runs) {
      if (!ids.contains(run.info.run_id)) continue;
      attempt(settings_, [&] { ask(settings_, [&] { add_tags(*target, run, ids); }); });
    }
  }

  /// Tags that are there, and may have been changed since, stay.
  static void add_experiment(TrackingStore& target, const Experiment& experiment) {
    const Experiment there = target.experiment(experiment.name);
    std::vector<KeyValue> missing = experiment.tags;
    std::erase_if(missing, [&](const KeyValue& tag) {
      return std::ranges::find(there.tags, tag.key, &KeyValue::key) != there.tags.end();
    });
    target.set_experiment_tags(there.id, missing);
  }

  /// The run's id there.
  std::string deliver_stored(TrackingStore& target, const StoredRun& run, const RunJournal& journal,
                             const std::string& place) {
    JournalDelivery delivery(journal, settings_);
    if (!delivery.run() && settings_.is_remote()) {
      if (const auto there = find(target, run.info.run_id)) {
        tell({.folder = run.folder.string(),
              .address = run_address(target.name(), *there),
              .was_complete = true});
        return there->run_id;
      }
    }
    deliver(delivery, run.folder, place);
    return delivery.run()->run_id;
  }

  /// Under the same id: the server's database was made of this store, or it keeps its runs in it.
  static std::optional<RunInfo> find(TrackingStore& target, const std::string& run_id) {
    try {
      RunInfo info = target.run(run_id).info;
      if (info.run_id == run_id) return info;
    } catch (const ConfigError&) {
    }
    return std::nullopt;
  }

  static void add_tags(TrackingStore& target, const StoredRun& run,
                       const std::map<std::string, std::string>& ids) {
    const std::string& id = ids.at(run.info.run_id);
    const std::vector<KeyValue> tags = tags_naming_runs(run, ids);
    if (!tags.empty() && id != run.info.run_id) target.log_batch(id, {.tags = tags});
  }

  /// `place`: for the log.
  void deliver(JournalDelivery& delivery, const fs::path& folder, const std::string& place) {
    const bool was_complete = delivery.is_complete();
    if (!was_complete) log().info("[sync] {}", place);
    delivery.send();
    tell({.folder = folder.string(), .address = delivery.address(), .was_complete = was_complete});
  }

  void tell(const SyncedRun& run) {
    ++(run.was_complete ? summary_.complete_before : summary_.delivered);
    if (options_.on_run) options_.on_run(run);
  }

  void fail(const Error& error) {
    log().error("[sync] {}", error.what());
    summary_.failures.push_back(error);
  }

  /// What goes wrong with one run costs no other; but without the server none can go on.
  template <class Work>
  void attempt(const TrackingSettings& target, const Work& work) {
    try {
      work();
    } catch (const Error& error) {
      fail(error);
      if (error.exit_code() == ExitCode::kFileSystem && target.is_remote()) check_answers(target);
    }
  }

  static void check_answers(TrackingSettings target) {
    target.max_retries = 0;
    ask(target, [&] { open_tracking_store(target)->experiments(); });
  }

  /// A server's answer that is none of MLflow's is a failure of that service, and no wrong input.
  template <class Work>
  static void ask(const TrackingSettings& target, const Work& work) {
    try {
      work();
    } catch (const DataError& error) {
      if (target.is_remote()) throw IoError(error.what());
      throw;
    }
  }

  const SyncOptions& options_;
  TrackingSettings settings_;
  SyncSummary summary_;
};

}  // namespace

SyncSummary sync_runs(const SyncOptions& options) {
  Sync sync(options);
  for (const std::string& place : options.places) sync.add_place(place);
  if (options.places.empty()) {
    for (const fs::path& folder : tracked_runs("runs")) sync.add_run_folder(folder);
  }
  return sync.finish();
}

}  // namespace petseg
