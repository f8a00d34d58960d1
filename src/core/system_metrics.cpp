#include "petseg/core/system_metrics.h"

#include <array>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include <sys/statvfs.h>

#include "core/nvml.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

double megabytes(std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; }

double percent(std::uint64_t part, std::uint64_t whole) {
  return 100 * static_cast<double>(part) / static_cast<double>(whole);
}

/// A counter that was reset says nothing.
std::uint64_t difference(std::uint64_t later, std::uint64_t earlier) {
  return later > earlier ? later - earlier : 0;
}

/// /proc/meminfo: names and kilobytes.
std::map<std::string, std::uint64_t> memory_table(const fs::path& file) {
  std::map<std::string, std::uint64_t> table;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    std::string name;
    std::uint64_t kilobytes = 0;
    if (fields >> name >> kilobytes) table[name] = 1024 * kilobytes;
  }
  return table;
}

}  // namespace

SystemMetrics::SystemMetrics(fs::path root, const std::string& nvml)
    : root_(std::move(root)),
      last_cpu_time_(cpu_time()),
      first_traffic_(traffic()),
      nvml_(Nvml::open(nvml)) {}

SystemMetrics::~SystemMetrics() = default;

std::vector<Metric> SystemMetrics::read() {
  std::vector<Metric> metrics;
  add_cpu(metrics);
  add_memory(metrics);
  add_disk(metrics);
  add_network(metrics);
  if (nvml_) nvml_->add(metrics);
  return metrics;
}

/// "cpu  user nice system idle iowait irq softirq steal …", where a guest's time is user time.
std::optional<SystemMetrics::CpuTime> SystemMetrics::cpu_time() const {
  constexpr int kFields = 8, kIdle = 3, kWaiting = 4;
  std::ifstream in(root_ / "proc/stat");
  std::string name;
  if (!(in >> name) || name != "cpu") return std::nullopt;
  CpuTime time;
  for (int i = 0; i < kFields; ++i) {
    std::uint64_t ticks = 0;
    if (!(in >> ticks)) return std::nullopt;
    time.all += ticks;
    if (i != kIdle && i != kWaiting) time.busy += ticks;
  }
  return time;
}

void SystemMetrics::add_cpu(std::vector<Metric>& metrics) {
  const auto before = std::exchange(last_cpu_time_, cpu_time());
  if (!before || !last_cpu_time_ || last_cpu_time_->all <= before->all) return;
  metrics.push_back(
      {"cpu_utilization_percentage",
       percent(difference(last_cpu_time_->busy, before->busy), last_cpu_time_->all - before->all)});
}

/// Memory that could be had for the asking counts as free.
void SystemMetrics::add_memory(std::vector<Metric>& metrics) const {
  auto table = memory_table(root_ / "proc/meminfo");
  const std::uint64_t total = table["MemTotal:"];
  if (total == 0 || !table.contains("MemAvailable:")) return;
  const std::uint64_t used = difference(total, table["MemAvailable:"]);
  metrics.push_back({"system_memory_usage_megabytes", megabytes(used)});
  metrics.push_back({"system_memory_usage_percentage", percent(used, total)});
}

/// What is kept for root counts as neither used nor available, as in df.
void SystemMetrics::add_disk(std::vector<Metric>& metrics) const {
  struct statvfs disk {};
  if (::statvfs(root_.c_str(), &disk) != 0) return;
  const std::uint64_t used = (disk.f_blocks - disk.f_bfree) * disk.f_frsize;
  const std::uint64_t available = disk.f_bavail * disk.f_frsize;
  if (used + available == 0) return;
  metrics.push_back({"disk_usage_percentage", percent(used, used + available)});
  metrics.push_back({"disk_usage_megabytes", megabytes(used)});
  metrics.push_back({"disk_available_megabytes", megabytes(available)});
}

/// Two lines of headings, then a line an interface: "eth0: bytes received, seven more counters of
/// that, bytes sent, …".
std::optional<SystemMetrics::Traffic> SystemMetrics::traffic() const {
  constexpr std::size_t kSent = 8;
  std::ifstream in(root_ / "proc/net/dev");
  if (!in) return std::nullopt;
  Traffic traffic;
  for (std::string line; std::getline(in, line);) {
    const auto colon = line.find(':');
    if (colon == line.npos) continue;
    std::istringstream fields(line.substr(colon + 1));
    std::array<std::uint64_t, kSent + 1> counters{};
    for (std::uint64_t& counter : counters) fields >> counter;
    traffic.received += counters.front();
    traffic.sent += counters.back();
  }
  return traffic;
}

void SystemMetrics::add_network(std::vector<Metric>& metrics) const {
  const auto now = traffic();
  if (!now || !first_traffic_) return;
  metrics.push_back({"network_receive_megabytes",
                     megabytes(difference(now->received, first_traffic_->received))});
  metrics.push_back(
      {"network_transmit_megabytes", megabytes(difference(now->sent, first_traffic_->sent))});
}

}  // namespace petseg
