#include "petseg/tracking/file_store.h"

#include <algorithm>
#include <random>

#include <fmt/format.h>

#include "petseg/core/digest.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"

#include "tracking/dataset_files.h"
#include "tracking/experiment_files.h"
#include "tracking/key_folder.h"
#include "tracking/naming_rules.h"
#include "tracking/run_files.h"
#include "tracking/run_filter.h"
#include "tracking/run_order.h"
#include "tracking/store_lock.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr const char* kDefaultId = "0";
constexpr const char* kDefaultName = "Default";

/// 18 digits, as MLflow makes them; the first one is not 0.
std::string random_experiment_id() {
  std::random_device random;
  std::string id(1, static_cast<char>('1' + random() % 9));
  while (id.size() < 18) id += static_cast<char>('0' + random() % 10);
  return id;
}

std::string random_run_id() {
  std::random_device random;
  std::string id;
  while (id.size() < 32) id += fmt::format("{:08x}", random());
  return id;
}

/// The id follows from the client's own, where there is one: the second call finds the first one's
/// run.
std::string run_id_for(const std::vector<KeyValue>& tags) {
  const auto client = std::ranges::find(tags, kClientRunTag, &KeyValue::key);
  if (client == tags.end()) return random_run_id();
  Digester digester(DigestKind::kMd5);
  digester.add(client->value);
  return digester.finish().hex;
}

/// MLflow takes the name from either place, and refuses two names.
std::string agreed_name(const NewRun& run, const std::string& run_id) {
  const auto tag = std::ranges::find(run.tags, kRunNameTag, &KeyValue::key);
  if (tag == run.tags.end()) {
    return run.run_name.empty() ? "run-" + run_id.substr(0, 8) : run.run_name;
  }
  if (run.run_name.empty() || run.run_name == tag->value) return tag->value;
  throw ConfigError(fmt::format("run {:?}: its tag {} says {:?}; expected the same name",
                                run.run_name, kRunNameTag, tag->value));
}

std::string joined_uri(std::string location, const std::string& run_id) {
  while (location.ends_with('/')) location.pop_back();
  return fmt::format("{}/{}/artifacts", location, run_id);
}

class FileStore : public TrackingStore {
 public:
  explicit FileStore(const fs::path& root)
      : root_(fs::absolute(root).lexically_normal()), trash_(root_ / ".trash") {}

  std::string name() const override { return root_.string(); }

  Experiment experiment(const std::string& name) override {
    check_experiment_name(name);
    const StoreLock lock = lock_for_writing();
    const auto find = [&](const fs::path& parent) -> std::optional<ExperimentFiles> {
      for (ExperimentFiles& found : list_experiments(parent)) {
        if (found.experiment.name == name) return std::move(found);
      }
      return std::nullopt;
    };
    if (const auto found = find(root_)) return found->experiment;
    if (const auto deleted = find(trash_)) return restore_experiment(root_, *deleted);
    return make_experiment(root_, random_experiment_id(), name);
  }

  std::vector<Experiment> experiments() override {
    std::vector<Experiment> experiments;
    for (ExperimentFiles& found : list_experiments(root_)) {
      experiments.push_back(std::move(found.experiment));
    }
    return experiments;
  }

  void set_experiment_tags(const std::string& experiment_id,
                           const std::vector<KeyValue>& tags) override {
    check_experiment_id(experiment_id);
    const StoreLock lock = lock_for_writing();
    write_experiment_tags(find_experiment(experiment_id).folder, tags);
  }

  RunInfo create_run(const NewRun& run) override;

  TrackedRun run(const std::string& run_id) override {
    const fs::path folder = find_run(run_id);
    TrackedRun run = RunFiles(folder).read();
    check_experiment(run.info, folder);
    run.datasets = read_datasets(folder.parent_path(), run_id);
    return run;
  }

  std::vector<TrackedRun> search_runs(const RunSearch& search) override;

  std::vector<MetricPoint> metric_history(const std::string& run_id,
                                          const std::string& key) override {
    return RunFiles(find_run(run_id)).metric_history(key);
  }

  void log_batch(const std::string& run_id, const RunBatch& batch) override {
    const RunBatch kept = checked(batch);
    std::optional<StoreLock> lock = lock_for_writing();
    const RunFiles run(find_active_run(run_id));
    run.log(kept);
    lock.reset();
    run.sync();
  }

  void log_dataset(const std::string& run_id, const DatasetInput& dataset) override {
    const StoreLock lock = lock_for_writing();
    write_dataset(find_active_run(run_id).parent_path(), run_id, dataset);
  }

  void set_status(const std::string& run_id, TrackedStatus status,
                  std::optional<std::int64_t> end_time) override {
    const StoreLock lock = lock_for_writing();
    const RunFiles run(find_run(run_id));
    RunInfo info = run.info();
    info.status = status;
    if (status == TrackedStatus::kRunning) {
      info.end_time.reset();
    } else if (end_time) {
      info.end_time = end_time;
    }
    run.write_info(info);
  }

  std::optional<LoggedModel> log_model(const NewLoggedModel&) override { return std::nullopt; }
  void set_model_status(const std::string& model_id, LoggedModelStatus) override {
    throw ConfigError(fmt::format("{}: keeps no logged models, and no {}", name(), model_id));
  }

  bool keeps_duplicates() override { return false; }

 private:
  /// The store is made where it is missing.
  StoreLock lock_for_writing() const {
    make_folder(trash_);
    StoreLock lock(root_);
    std::error_code unknown;
    if (!fs::exists(root_ / kDefaultId / "meta.yaml", unknown)) {
      make_experiment(root_, kDefaultId, kDefaultName);
    }
    return lock;
  }

  ExperimentFiles find_experiment(const std::string& id) const {
    const std::vector<ExperimentFiles> experiments = list_experiments(root_);
    const auto found =
        std::ranges::find_if(experiments, [&](const auto& e) { return e.experiment.id == id; });
    if (found != experiments.end()) return *found;
    throw ConfigError(fmt::format("experiment {}: is not in {}, or was deleted", id, name()));
  }

  std::optional<fs::path> find_run_folder(const std::string& run_id) const {
    check_run_id(run_id);
    for (const fs::path& parent : {root_, trash_}) {
      for (const fs::path& experiment : experiment_folders(parent)) {
        if (RunFiles(experiment / run_id).exist()) return experiment / run_id;
      }
    }
    return std::nullopt;
  }

  fs::path find_run(const std::string& run_id) const {
    if (auto folder = find_run_folder(run_id)) {
      RunFiles(*folder).wait_for_writer();
      return *folder;
    }
    throw ConfigError(fmt::format("run {}: is not in {}", run_id, root_.string()));
  }

  fs::path find_active_run(const std::string& run_id) const {
    fs::path folder = find_run(run_id);
    if (!RunFiles(folder).info().is_deleted) return folder;
    throw ConfigError(fmt::format("run {}: was deleted; restore it, or begin another one", run_id));
  }

  static void check_experiment(const RunInfo& info, const fs::path& folder) {
    if (info.experiment_id == folder.parent_path().filename()) return;
    throw DataError(fmt::format("{}: is a run of the experiment {:?}; the folder was moved",
                                folder.string(), info.experiment_id));
  }

  fs::path root_, trash_;
};

RunInfo FileStore::create_run(const NewRun& run) {
  check_experiment_id(run.experiment_id);
  const StoreLock lock = lock_for_writing();
  const std::string run_id = run_id_for(run.tags);
  if (const auto folder = find_run_folder(run_id)) return RunFiles(*folder).info();
  const ExperimentFiles experiment = find_experiment(run.experiment_id);
  RunInfo info{.run_id = run_id,
               .run_name = agreed_name(run, run_id),
               .experiment_id = run.experiment_id,
               .user_id = run.user_id,
               .start_time = run.start_time,
               .artifact_uri = joined_uri(experiment.experiment.artifact_location, run_id)};
  RunBatch tags{.tags = run.tags};
  tags.tags.push_back({kRunNameTag, info.run_name});
  RunFiles(experiment.folder / run_id).create(info, checked(tags).tags);
  return info;
}

std::vector<TrackedRun> FileStore::search_runs(const RunSearch& search) {
  const RunFilter filter(search.filter);
  const std::vector<RunOrder> orders(search.order_by.begin(), search.order_by.end());
  const std::vector<std::string>& ids = search.experiment_ids;
  std::ranges::for_each(ids, check_experiment_id);
  std::vector<TrackedRun> runs;
  for (const fs::path& experiment : experiment_folders(root_)) {
    if (std::ranges::find(ids, experiment.filename().string()) == ids.end()) continue;
    for (const fs::path& folder : folders_in(experiment)) {
      const RunFiles files(folder);
      if (!files.exist()) continue;
      try {
        TrackedRun run = files.read();
        if (run.info.is_deleted) continue;
        check_experiment(run.info, folder);
        run.datasets = read_datasets(experiment, run.info.run_id);
        if (filter.matches(run)) runs.push_back(std::move(run));
      } catch (const Error& error) {
        log().warn("[tracking] a run is left out: {}", error.what());
      }
    }
  }
  sort_runs(runs, orders);
  const auto count = static_cast<std::size_t>(std::max(search.max_results, 0));
  if (runs.size() > count) runs.resize(count);
  return runs;
}

}  // namespace

std::unique_ptr<TrackingStore> open_file_store(const fs::path& root) {
  return std::make_unique<FileStore>(root);
}

}  // namespace petseg
