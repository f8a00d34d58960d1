#include "tracking/run_files.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "core/descriptor.h"
#include "tracking/meta_yaml.h"
#include "tracking/metric_file.h"
#include "tracking/naming_rules.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr const char* kMeta = "meta.yaml";
constexpr std::size_t kMaxHistory = 10'000'000;

/// RunStatus of mlflow/protos/service.proto, by its numbers from 1 on.
constexpr std::array kStatusNumbers{TrackedStatus::kRunning, TrackedStatus::kScheduled,
                                    TrackedStatus::kFinished, TrackedStatus::kFailed,
                                    TrackedStatus::kKilled};

std::int64_t number_of(TrackedStatus status) {
  return std::ranges::find(kStatusNumbers, status) - kStatusNumbers.begin() + 1;
}

TrackedStatus status_of(const MetaYaml& meta, const fs::path& path) {
  const std::int64_t number = meta.find_number("status").value_or(1);
  if (number >= 1 && number <= std::ssize(kStatusNumbers)) {
    return kStatusNumbers.at(static_cast<std::size_t>(number - 1));
  }
  throw DataError(
      fmt::format("{}: status {}, expected 1 to {}", path.string(), number, kStatusNumbers.size()));
}

std::vector<std::string> keys_of(const std::vector<KeyValue>& texts) {
  std::vector<std::string> keys;
  for (const KeyValue& text : texts) keys.push_back(text.key);
  return keys;
}

/// The last name that they give the run, or empty.
std::string run_name(const std::vector<KeyValue>& tags) {
  const auto found = std::ranges::find(tags.rbegin(), tags.rend(), kRunNameTag, &KeyValue::key);
  return found == tags.rend() ? "" : found->value;
}

/// Removes what was not moved to its place.
struct StagedFiles {
  std::vector<fs::path> paths;

  StagedFiles() = default;
  StagedFiles(const StagedFiles&) = delete;
  StagedFiles& operator=(const StagedFiles&) = delete;
  ~StagedFiles() {
    for (const fs::path& path : paths) ::unlink(path.c_str());
  }
};

/// Those that are not there yet. Throws where one has another value.
std::vector<KeyValue> new_params(const std::vector<KeyValue>& params, const KeyFolder& there) {
  std::map<std::string, std::string> added;
  for (const auto& [key, value] : params) {
    const bool is_there = there.holds(key);
    const std::string before =
        is_there ? there.value(key) : added.emplace(key, value).first->second;
    if (before == value) continue;
    throw ConfigError(
        fmt::format("param {:?}: is {:?} already and cannot become {:?}, a run's params never "
                    "change; begin another run",
                    key, before, value));
  }
  std::vector<KeyValue> result;
  for (const auto& [key, value] : added) result.push_back({key, value});
  return result;
}

}  // namespace

RunFiles::RunFiles(fs::path folder)
    : folder_(std::move(folder)),
      metrics_(folder_ / "metrics", "metric"),
      params_(folder_ / "params", "param"),
      tags_(folder_ / "tags", "tag") {}

bool RunFiles::exist() const {
  return is_folder(folder_) && type_of(folder_ / kMeta) == fs::file_type::regular;
}

void RunFiles::create(const RunInfo& info, const std::vector<KeyValue>& tags) const {
  // MLflow takes a run without one of them for damaged.
  for (const char* name : {"metrics", "params", "artifacts", "tags"}) make_folder(folder_ / name);
  tags_.check_places(keys_of(tags));
  log_texts(tags, tags_);
  write_info(info);
  sync();
}

RunInfo RunFiles::info() const {
  const fs::path path = folder_ / kMeta;
  const MetaYaml meta = MetaYaml::read(path);
  RunInfo info{.run_id = meta.text_of("run_id"),
               .run_name = meta.find_text("run_name").value_or(""),
               .experiment_id = meta.text_of("experiment_id"),
               .user_id = meta.find_text("user_id").value_or(""),
               .status = status_of(meta, path),
               .start_time = meta.find_number("start_time").value_or(0),
               .end_time = meta.find_number("end_time"),
               .artifact_uri = meta.find_text("artifact_uri").value_or(""),
               .is_deleted = meta.find_text("lifecycle_stage") == "deleted"};
  if (info.run_id != folder_.filename()) {
    throw DataError(
        fmt::format("{}: is of the run {:?}, expected the folder's name; the folder was "
                    "renamed",
                    path.string(), info.run_id));
  }
  return info;
}

void RunFiles::wait_for_writer() const {
  constexpr int kTries = 20;
  std::error_code unknown;
  for (int i = 0; i < kTries && fs::file_size(folder_ / kMeta, unknown) == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void RunFiles::write_info(const RunInfo& info) const {
  MetaYaml meta;
  meta.set("artifact_uri", info.artifact_uri);
  meta.set("deleted_time", std::nullopt);
  meta.set("end_time", info.end_time);
  meta.set("entry_point_name", "");
  meta.set("experiment_id", info.experiment_id);
  meta.set("lifecycle_stage", "active");
  meta.set("run_id", info.run_id);
  meta.set("run_name", info.run_name);
  meta.set("run_uuid", info.run_id);  // what MLflow 2 reads
  meta.set("source_name", "");
  meta.set("source_type", 4);  // LOCAL
  meta.set("source_version", "");
  meta.set("start_time", info.start_time);
  meta.set("status", number_of(info.status));
  meta.set_empty_list("tags");  // before they had files
  meta.set("user_id", info.user_id);
  write_file(folder_ / kMeta, meta.text());
}

TrackedRun RunFiles::read() const {
  TrackedRun run{.info = info(), .params = params_.values(), .tags = tags_.values()};
  metrics_.for_each([&](const std::string& key, const fs::path& file) {
    run.metrics.push_back(last_point(file, key));
  });
  if (run.info.run_name.empty()) run.info.run_name = run_name(run.tags);
  return run;
}

std::vector<MetricPoint> RunFiles::metric_history(const std::string& key) const {
  std::vector<MetricPoint> points;
  if (!metrics_.holds(key)) return points;
  const fs::path file = metrics_.place(key);
  for_each_point(file, key, [&](const MetricPoint& point) {
    points.push_back(point);
    if (points.size() > kMaxHistory) {
      throw DataError(fmt::format("{}: holds more than {} points", file.string(), kMaxHistory));
    }
  });
  return points;
}

void RunFiles::log(const RunBatch& batch) const {
  std::map<std::string, std::vector<MetricPoint>> points;
  std::vector<std::string> metric_keys;
  for (const MetricPoint& point : batch.metrics) {
    if (!points.contains(point.key)) metric_keys.push_back(point.key);
    points[point.key].push_back(point);
  }
  const std::vector<KeyValue> params = new_params(batch.params, params_);
  metrics_.check_places(metric_keys);
  params_.check_places(keys_of(params));
  tags_.check_places(keys_of(batch.tags));

  log_texts(params, params_);
  log_texts(batch.tags, tags_);
  for (const std::string& key : metric_keys) {
    const fs::path file = metrics_.place(key);
    make_folder(file.parent_path());
    append_points(file, points.at(key));
  }
  if (const std::string name = run_name(batch.tags); !name.empty()) {
    RunInfo renamed = info();
    renamed.run_name = name;
    write_info(renamed);
  }
}

void RunFiles::log_texts(const std::vector<KeyValue>& texts, const KeyFolder& target) const {
  // Not beside their places: MLflow takes every file there for a key.
  StagedFiles staged;
  for (const KeyValue& text : texts) {
    staged.paths.push_back(folder_ / fmt::format(".petseg-{}.partial", staged.paths.size()));
    constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
    Descriptor(staged.paths.back(), kFlags).write_all(text.value);
  }
  // After a power cut, no name must stand for an empty file.
  if (!texts.empty()) sync();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const fs::path place = target.place(texts[i].key);
    make_folder(place.parent_path());
    if (::rename(staged.paths[i].c_str(), place.c_str()) != 0) fail_with_errno(place, "write");
  }
}

void RunFiles::sync() const {
  const Descriptor folder(folder_, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (::syncfs(folder.get()) != 0) fail_with_errno(folder_, "write to disk");
}

RunBatch checked(RunBatch batch) {
  for (const MetricPoint& point : batch.metrics) {
    check_key("metric", point.key);
    if (point.timestamp >= 0) continue;
    throw ConfigError(
        fmt::format("metric {:?}: its timestamp is {}, expected milliseconds since 1970", point.key,
                    point.timestamp));
  }
  for (auto& [key, value] : batch.params) {
    check_key("param", key);
    value = fitting_value("param", key, value, kMaxParamValue);
  }
  for (auto& [key, value] : batch.tags) {
    check_key("tag", key);
    value = fitting_value("tag", key, value, kMaxTagValue);
  }
  return batch;
}

}  // namespace petseg
