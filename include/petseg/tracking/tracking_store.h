#pragma once

#include <memory>
#include <string>
#include <vector>

#include "petseg/tracking/tracked_run.h"

namespace petseg {

struct NewRun {
  std::string experiment_id;
  std::string run_name;
  std::string user_id;
  std::int64_t start_time = 0;
  /// kClientRunTag among them makes the call safe to repeat.
  std::vector<KeyValue> tags;
};

/// A tag with an id that the client makes before it asks for a run: after a lost answer the run is
/// found by it instead of being made a second time.
inline constexpr const char* kClientRunTag = "petseg.run";

struct NewLoggedModel {
  std::string experiment_id;
  std::string source_run_id;
  std::string name;  ///< without / : . % " and '
  std::string type;  ///< "segmentation"
  /// kClientRunTag among them makes the call safe to repeat.
  std::vector<KeyValue> params, tags;
};

/// As MLflow's search_runs: `filter` in its language ("metrics.`test/miou` > 0.8 and
/// params.model = 'Unet'"), `order_by` as "metrics.`test/miou` DESC". Deleted runs are left out.
struct RunSearch {
  std::vector<std::string> experiment_ids;
  std::string filter;
  std::vector<std::string> order_by;
  int max_results = 1000;
};

/// Where runs are kept: an MLflow server, or a folder in MLflow's file layout. All calls may be
/// repeated. Throws IoError when the store cannot be reached or written, DataError for an answer or
/// a file that is not what MLflow writes, and ConfigError for what was asked wrongly: a run or an
/// experiment that does not exist, a filter that cannot be parsed, a parameter with another value.
class TrackingStore {
 public:
  virtual ~TrackingStore() = default;

  /// "http://127.0.0.1:5000" or a folder, for messages; without user name and password.
  virtual std::string name() const = 0;

  /// Gets or makes it; one that was deleted is restored.
  virtual Experiment experiment(const std::string& name) = 0;
  virtual std::vector<Experiment> experiments() = 0;
  virtual void set_experiment_tags(const std::string& experiment_id,
                                   const std::vector<KeyValue>& tags) = 0;

  virtual RunInfo create_run(const NewRun& run) = 0;
  /// A deleted run is found, too.
  virtual TrackedRun run(const std::string& run_id) = 0;
  virtual std::vector<TrackedRun> search_runs(const RunSearch& search) = 0;
  /// In the order in which they were logged.
  virtual std::vector<MetricPoint> metric_history(const std::string& run_id,
                                                  const std::string& key) = 0;

  virtual void log_batch(const std::string& run_id, const RunBatch& batch) = 0;
  virtual void log_dataset(const std::string& run_id, const DatasetInput& dataset) = 0;
  /// kRunning takes the end away: the run goes on. A deleted run is restored.
  virtual void set_status(const std::string& run_id, TrackedStatus status,
                          std::optional<std::int64_t> end_time) = 0;

  /// A model of a run, and among its outputs; the one of that kClientRunTag and name where there is
  /// one already. Nothing where the store has no logged models: before MLflow 3, in services that
  /// lag behind, and in folders, where MLflow 2 would stumble over them.
  virtual std::optional<LoggedModel> log_model(const NewLoggedModel& model) = 0;
  virtual void set_model_status(const std::string& model_id, LoggedModelStatus status) = 0;

  /// Whether a metric point that is logged twice is kept twice, as the file layout does.
  virtual bool keeps_duplicates() = 0;
};

}  // namespace petseg
