#include "petseg/core/run_folder.h"

#include <cmath>
#include <sstream>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "core/json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr const char* kProvenance = "provenance.json";

}  // namespace

fs::path make_run_folder(const fs::path& parent, const std::string& name) {
  make_folder(parent);
  for (int attempt = 1;; ++attempt) {
    const fs::path folder = parent / (attempt == 1 ? name : fmt::format("{}-{}", name, attempt));
    std::error_code failure;
    // create_directory says whether it was this process that made it: two runs never share one.
    if (fs::create_directory(folder, failure)) return folder;
    if (failure && !fs::exists(folder)) {
      throw IoError(
          fmt::format("{}: cannot make the run folder: {}", folder.string(), failure.message()));
    }
  }
}

void claim_run_folder(const fs::path& folder) {
  std::error_code unknown;  // make_folder() says what is wrong with a path that cannot be looked at
  if (fs::exists(folder, unknown) && !fs::is_empty(folder, unknown)) {
    throw ConfigError(fmt::format("--run_dir {}: is taken already; name an absent or empty folder",
                                  folder.string()));
  }
  make_folder(folder);
}

RunRecord read_run_record(const fs::path& folder) {
  const fs::path path = folder / kProvenance;
  if (!fs::exists(path)) {
    throw IoError(
        fmt::format("{}: has no {}; expected the folder of a run", folder.string(), kProvenance));
  }
  const std::string file = path.string();
  const Json json = parse_own_json(read_file(path), file, "train anew");
  const Json data = json_value<Json>(json, "data", file);
  return {.status = json_value<std::string>(json, "status", file),
          .data_folder = json_value<std::string>(data, "folder", file),
          .data_digest = json_value<std::string>(data, "digest", file),
          .tags = json_value<std::map<std::string, std::string>>(json, "tags", file)};
}

RunFolderLog::RunFolderLog(fs::path folder) : folder_(std::move(folder)) { write(); }

RunFolderLog::RunFolderLog(fs::path folder, int epochs) : RunFolderLog(std::move(folder)) {
  const fs::path file = folder_ / "metrics.jsonl";
  if (!fs::exists(file)) return;
  std::istringstream lines(read_file(file));
  std::string kept;
  // A line that a power cut left half written is of a later epoch than any checkpoint.
  for (std::string line; epochs > 0 && std::getline(lines, line); --epochs) kept += line + "\n";
  write_file(file, kept);
}

void RunFolderLog::tag(std::string_view name, std::string_view value) {
  tags_.insert_or_assign(std::string(name), std::string(value));
  write();
}

void RunFolderLog::data_set(const RunData& data) {
  data_ = {{"folder", data.folder.string()}, {"digest", data.digest}};
  write();
}

void RunFolderLog::epoch(int epoch, const std::vector<Metric>& metrics) {
  Json line = {{"epoch", epoch}};
  for (const Metric& metric : metrics) {
    line[metric.name] = std::isfinite(metric.value) ? Json(metric.value) : Json(nullptr);
  }
  append_line(folder_ / "metrics.jsonl", line.dump());
}

void RunFolderLog::finish(RunStatus status) {
  switch (status) {
    case RunStatus::kFinished: status_ = "finished"; break;
    case RunStatus::kFailed: status_ = "failed"; break;
    case RunStatus::kStopped: status_ = "stopped"; break;
  }
  write();
}

void RunFolderLog::write() const {
  const Json json = {{"schema", 1}, {"status", status_}, {"data", data_}, {"tags", tags_}};
  // A folder's name may be anything; what is no UTF-8 in it is replaced.
  const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace);
  write_file(folder_ / kProvenance, text + "\n");
}

}  // namespace petseg
