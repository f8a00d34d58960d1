#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace petseg {

/// A name from the field's vocabulary ("valid/miou", "debug/cats/iou_cat") and its value.
struct Metric {
  std::string name;
  double value;  ///< not a number where the metric has no value
};

/// The photos of one split of a data set.
struct DataSplit {
  std::string name;    ///< "train", "validation" or "test"
  std::string digest;  ///< of the photos' and masks' content
  std::int64_t photos = 0;
  std::map<std::string, std::int64_t> by_species, by_breed;  ///< how many photos
};

/// The data set that a run reads.
struct RunData {
  std::filesystem::path folder;
  std::string digest;             ///< of the content of all
  std::vector<DataSplit> splits;  ///< those with photos
};

/// A picture as PNG: whole, and at most 256 pixels wide and high for a page that shows many.
struct LoggedImage {
  std::string png;
  std::string preview;
};

enum class RunStatus { kFinished, kFailed, kStopped };

/// Where a run writes what it did. Training and evaluation know only this interface.
class RunLog {
 public:
  virtual ~RunLog() = default;

  /// A key of the setup ("params.learning_rate") and its value.
  virtual void parameter(std::string_view name, std::string_view value) = 0;
  virtual void tag(std::string_view name, std::string_view value) = 0;
  virtual void data_set(const RunData& data) = 0;
  /// The metrics of one training step ("step/loss"), counted from 1.
  virtual void step(int step, const std::vector<Metric>& metrics) = 0;
  /// The metrics of one epoch, counted from 1.
  virtual void epoch(int epoch, const std::vector<Metric>& metrics) = 0;
  /// Whether somebody wants pictures; else making them can be spared.
  virtual bool keeps_images() const { return false; }
  /// A picture of an epoch, from 0, which is before the first step. A `key` ("Bengal_1") is there
  /// once in each, and can be followed through them. Called before epoch(), by several threads at a
  /// time.
  virtual void image(std::string_view, int /*epoch*/, const LoggedImage&) {}
  /// What the finished model scored.
  virtual void results(const std::vector<Metric>& metrics) = 0;
  /// A file that stands in the run folder already; `name` is its path there.
  virtual void file(std::string_view name) = 0;
  virtual void finish(RunStatus status) = 0;
};

/// Tells several logs.
class RunLogs : public RunLog {
 public:
  explicit RunLogs(std::vector<std::unique_ptr<RunLog>> logs) : logs_(std::move(logs)) {}

  void parameter(std::string_view name, std::string_view value) override {
    for (const auto& log : logs_) log->parameter(name, value);
  }
  void tag(std::string_view name, std::string_view value) override {
    for (const auto& log : logs_) log->tag(name, value);
  }
  void data_set(const RunData& data) override {
    for (const auto& log : logs_) log->data_set(data);
  }
  void step(int step, const std::vector<Metric>& metrics) override {
    for (const auto& log : logs_) log->step(step, metrics);
  }
  void epoch(int epoch, const std::vector<Metric>& metrics) override {
    for (const auto& log : logs_) log->epoch(epoch, metrics);
  }
  bool keeps_images() const override {
    return std::ranges::any_of(logs_, [](const auto& log) { return log->keeps_images(); });
  }
  void image(std::string_view key, int epoch, const LoggedImage& image) override {
    for (const auto& log : logs_) log->image(key, epoch, image);
  }
  void results(const std::vector<Metric>& metrics) override {
    for (const auto& log : logs_) log->results(metrics);
  }
  void file(std::string_view name) override {
    for (const auto& log : logs_) log->file(name);
  }
  void finish(RunStatus status) override {
    for (const auto& log : logs_) log->finish(status);
  }

 private:
  std::vector<std::unique_ptr<RunLog>> logs_;
};

}  // namespace petseg
