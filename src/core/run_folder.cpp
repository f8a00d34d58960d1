#include "petseg/core/run_folder.h"

#include <cmath>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "core/json.h"

namespace fs = std::filesystem;

namespace petseg {

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

RunFolderLog::RunFolderLog(fs::path folder) : folder_(std::move(folder)) { write(); }

void RunFolderLog::tag(std::string_view name, std::string_view value) {
  tags_.insert_or_assign(std::string(name), std::string(value));
  write();
}

void RunFolderLog::data_set(const fs::path& folder, std::string_view digest) {
  data_ = {{"folder", folder.string()}, {"digest", std::string(digest)}};
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
  write_file(folder_ / "provenance.json", text + "\n");
}

}  // namespace petseg
