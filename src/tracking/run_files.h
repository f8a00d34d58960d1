#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petseg/tracking/tracked_run.h"

#include "tracking/key_folder.h"

namespace petseg {

/// What MLflow shows as the run's name, kept with RunInfo::run_name.
inline constexpr const char* kRunNameTag = "mlflow.runName";

/// The folder of one run in MLflow's file layout. Whoever writes holds the store's lock; a run that
/// was only begun, or a batch, may be written again. Throws IoError, and DataError for files that
/// MLflow does not write.
class RunFiles {
 public:
  explicit RunFiles(std::filesystem::path folder);

  /// Whether the run was made to its end: its meta.yaml is written last.
  bool exist() const;
  void create(const RunInfo& info, const std::vector<KeyValue>& tags) const;

  RunInfo info() const;
  /// Waits a moment where MLflow is writing the meta.yaml, which it empties before.
  void wait_for_writer() const;
  /// All but the data sets.
  TrackedRun read() const;
  std::vector<MetricPoint> metric_history(const std::string& key) const;

  void write_info(const RunInfo& info) const;
  /// Points that are there already are left out. Throws ConfigError, before anything is written,
  /// for a param with another value and for keys that cannot stand beside each other.
  void log(const RunBatch& batch) const;
  /// Brings what was logged to the disk; needs no lock.
  void sync() const;

 private:
  void log_texts(const std::vector<KeyValue>& texts, const KeyFolder& target) const;

  std::filesystem::path folder_;
  KeyFolder metrics_, params_, tags_;
};

/// The batch as MLflow would keep it: values that are too long are cut. Throws ConfigError for keys
/// and values that it refuses.
RunBatch checked(RunBatch batch);

}  // namespace petseg
