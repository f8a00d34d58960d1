#include "tracking/system_monitor.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <numeric>

#include "petseg/core/log.h"

namespace petseg {
namespace {

constexpr double kLongestInterval = 24.0 * 3600;

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

SystemMonitor::SystemMonitor(const RunJournal& journal, const TrackingSettings& settings,
                             std::int64_t first_step, std::function<std::vector<Metric>()> read)
    : journal_(journal),
      interval_(std::min(settings.sampling_interval, kLongestInterval)),
      samples_before_writing_(settings.samples_before_logging),
      step_(first_step),
      read_(std::move(read)),
      thread_([this] { run(); }) {}

SystemMonitor::~SystemMonitor() {
  {
    const std::scoped_lock hold(lock_);
    is_over_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

/// A run does not fail for want of them.
void SystemMonitor::run() {
  try {
    for (int samples = 1; wait(); ++samples) {
      take_sample();
      if (samples % samples_before_writing_ == 0) write();
    }
  } catch (const std::exception& error) {
    log().warn("[tracking] the machine's load is told of no more: {}", error.what());
  }
}

/// False when the run is over.
bool SystemMonitor::wait() {
  std::unique_lock hold(lock_);
  return !changed_.wait_for(hold, std::chrono::duration<double>(interval_),
                            [this] { return is_over_; });
}

void SystemMonitor::take_sample() {
  for (const auto& [name, value] : read_()) samples_[name].push_back(value);
}

void SystemMonitor::write() {
  JournalEvent event;
  const std::int64_t time = now_ms();
  for (const auto& [name, values] : samples_) {
    event.batch.metrics.push_back({.key = std::string(kSystemPrefix) + name,
                                   .value = std::round(10 * mean(values)) / 10,
                                   .timestamp = time,
                                   .step = step_});
  }
  samples_.clear();
  if (event.batch.empty()) return;
  journal_.append(event);
  ++step_;
}

}  // namespace petseg
