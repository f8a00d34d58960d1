#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "petseg/core/run_log.h"
#include "petseg/tracking/run_journal.h"
#include "petseg/tracking/tracking_settings.h"

namespace petseg {

/// With which the keys of the machine's metrics begin; MLflow's pages show them apart.
inline constexpr std::string_view kSystemPrefix = "system/";

/// Tells a journal of the machine's load, from a thread of its own: each
/// TrackingSettings::sampling_interval it takes a sample, and of so many samples it writes the mean
/// with one decimal (mlflow/system_metrics/system_metrics_monitor.py). Steps count what was
/// written.
class SystemMonitor {
 public:
  /// `read`: SystemMetrics::read(); called by the thread.
  SystemMonitor(const RunJournal& journal, const TrackingSettings& settings,
                std::int64_t first_step, std::function<std::vector<Metric>()> read);
  ~SystemMonitor();
  SystemMonitor(const SystemMonitor&) = delete;
  SystemMonitor& operator=(const SystemMonitor&) = delete;

 private:
  void run();
  bool wait();
  void take_sample();
  void write();

  const RunJournal& journal_;
  double interval_;
  int samples_before_writing_;
  std::int64_t step_;
  std::function<std::vector<Metric>()> read_;
  std::map<std::string, std::vector<double>> samples_;

  std::mutex lock_;  // guards `is_over_`
  std::condition_variable changed_;
  bool is_over_ = false;
  std::thread thread_;
};

}  // namespace petseg
