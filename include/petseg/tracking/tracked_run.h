#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace petseg {

// What MLflow keeps of runs, in its own terms (mlflow/protos/service.proto). Times are milliseconds
// since 1970 (UTC).

struct KeyValue {
  std::string key, value;
  bool operator==(const KeyValue&) const = default;
};

/// One value of a metric. Stores take a point that comes again, with the same of all four, for the
/// same one: the time is that of the measurement and never changes.
struct MetricPoint {
  std::string key;
  double value = 0;  ///< may be NaN or infinite
  std::int64_t timestamp = 0;
  std::int64_t step = 0;
};

/// What is written to a run at once.
struct RunBatch {
  std::vector<MetricPoint> metrics;
  std::vector<KeyValue> params;  ///< never change: the same value again is fine, another is not
  std::vector<KeyValue> tags;    ///< the last value counts
  std::string model_id;          ///< of the logged model that the metrics are of, too; or empty
  bool empty() const { return metrics.empty() && params.empty() && tags.empty(); }
};

/// A data set that a run read.
struct DatasetInput {
  std::string name;
  std::string digest;       ///< at most 36 characters
  std::string source_type;  ///< "local", "http", …
  std::string source;       ///< JSON: {"uri": "data/preprocessed"}
  std::string schema;       ///< JSON, or empty
  std::string profile;      ///< JSON, or empty: {"num_images": 604}
  std::string context;      ///< "train", "eval": the tag mlflow.data.context
};

struct Experiment {
  std::string id;  ///< digits
  std::string name;
  std::string artifact_location;  ///< a URI or a path
  std::vector<KeyValue> tags;
};

enum class TrackedStatus { kRunning, kScheduled, kFinished, kFailed, kKilled };

struct RunInfo {
  std::string run_id;  ///< 32 hex digits where petseg or MLflow made it
  std::string run_name;
  std::string experiment_id;
  std::string user_id;
  TrackedStatus status = TrackedStatus::kRunning;
  std::int64_t start_time = 0;
  std::optional<std::int64_t> end_time;
  std::string artifact_uri;
  bool is_deleted = false;
};

enum class LoggedModelStatus { kPending, kReady, kUploadFailed };

/// A model that MLflow 3 keeps as a thing of its own, with metrics and files, beside the run that
/// made it.
struct LoggedModel {
  std::string model_id;  ///< "m-" and 32 hex digits
  std::string artifact_uri;
  LoggedModelStatus status = LoggedModelStatus::kPending;
};

struct TrackedRun {
  RunInfo info;
  std::vector<MetricPoint> metrics;  ///< of each key the last point
  std::vector<KeyValue> params, tags;
  std::vector<DatasetInput> datasets;
  std::vector<std::string> model_ids;  ///< of the logged models that it made
};

/// The name in the protocol ("FINISHED"), and back. The latter throws DataError for another word.
std::string status_name(TrackedStatus status);
TrackedStatus status_from_name(const std::string& name);

}  // namespace petseg
