#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "petseg/core/run_log.h"

namespace petseg {

class Nvml;

/// How busy the machine is, under MLflow's names (mlflow/system_metrics/metrics/):
/// cpu_utilization_percentage since the last reading, system_memory_usage_*, disk_* of the root's
/// file system, network_receive_ and network_transmit_megabytes since the beginning and, of each
/// NVIDIA GPU, gpu_<i>_utilization_, _memory_usage_ and _power_usage_*. Megabytes are 10^6 bytes.
class SystemMetrics {
 public:
  /// `root`: where /proc is; `nvml`: NVIDIA's library.
  explicit SystemMetrics(std::filesystem::path root = "/",
                         const std::string& nvml = "libnvidia-ml.so.1");
  ~SystemMetrics();
  SystemMetrics(const SystemMetrics&) = delete;
  SystemMetrics& operator=(const SystemMetrics&) = delete;

  /// What cannot be read on this machine is left out.
  std::vector<Metric> read();

 private:
  /// In clock ticks since the machine's start.
  struct CpuTime {
    std::uint64_t busy = 0, all = 0;
  };
  /// In bytes since the machine's start.
  struct Traffic {
    std::uint64_t received = 0, sent = 0;
  };

  std::optional<CpuTime> cpu_time() const;
  std::optional<Traffic> traffic() const;
  void add_cpu(std::vector<Metric>& metrics);
  void add_memory(std::vector<Metric>& metrics) const;
  void add_disk(std::vector<Metric>& metrics) const;
  void add_network(std::vector<Metric>& metrics) const;

  std::filesystem::path root_;
  std::optional<CpuTime> last_cpu_time_;
  std::optional<Traffic> first_traffic_;
  std::unique_ptr<Nvml> nvml_;  // none where there is no such GPU
};

}  // namespace petseg
