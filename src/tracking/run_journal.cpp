#include "petseg/tracking/run_journal.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>
#include <mutex>

#include <fcntl.h>
#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"

#include "core/descriptor.h"
#include "core/json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::size_t kMaxLine = std::size_t{16} << 20;

// JSON has no word for these.
Json number_json(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

double number_of(const Json& json) {
  if (json.is_number()) return json.get<double>();
  const auto text = json.get<std::string>();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  return text == "inf" ? infinity : -infinity;
}

Json pairs_json(const std::vector<KeyValue>& pairs) {
  Json list = Json::array();
  for (const auto& [key, value] : pairs) list.push_back({key, value});
  return list;
}

std::vector<KeyValue> pairs_of(const Json& json) {
  std::vector<KeyValue> pairs;
  for (const Json& item : json) pairs.push_back({item.at(0), item.at(1)});
  return pairs;
}

Json dataset_json(const DatasetInput& dataset) {
  return {{"name", dataset.name},      {"digest", dataset.digest},
          {"source", dataset.source},  {"source_type", dataset.source_type},
          {"schema", dataset.schema},  {"profile", dataset.profile},
          {"context", dataset.context}};
}

DatasetInput dataset_of(const Json& json) {
  return {.name = json.at("name"),
          .digest = json.at("digest"),
          .source_type = json.at("source_type"),
          .source = json.at("source"),
          .schema = json.at("schema"),
          .profile = json.at("profile"),
          .context = json.at("context")};
}

std::string line_of(const JournalEvent& event) {
  Json json = Json::object();
  if (!event.batch.metrics.empty()) {
    Json points = Json::array();
    for (const auto& [key, value, timestamp, step] : event.batch.metrics) {
      points.push_back({key, number_json(value), timestamp, step});
    }
    json["metrics"] = std::move(points);
  }
  if (!event.batch.params.empty()) json["params"] = pairs_json(event.batch.params);
  if (!event.batch.tags.empty()) json["tags"] = pairs_json(event.batch.tags);
  if (event.dataset) json["dataset"] = dataset_json(*event.dataset);
  if (event.model) json["model"] = {{"params", pairs_json(event.model->params)}};
  if (event.artifact) {
    const auto& [file, path, stamp] = *event.artifact;
    json["artifact"] = {{"file", file}, {"path", path}};
    if (!stamp.empty()) json["artifact"]["stamp"] = stamp;
  }
  if (event.registration) {
    json["register"] = {{"name", event.registration->name}, {"alias", event.registration->alias}};
  }
  if (event.status) {
    json["status"] = {{"status", status_name(event.status->status)}, {"time", event.status->time}};
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

JournalEvent event_of(const Json& json) {
  JournalEvent event;
  if (json.contains("metrics")) {
    for (const Json& point : json.at("metrics")) {
      event.batch.metrics.push_back({.key = point.at(0),
                                     .value = number_of(point.at(1)),
                                     .timestamp = point.at(2),
                                     .step = point.at(3)});
    }
  }
  if (json.contains("params")) event.batch.params = pairs_of(json.at("params"));
  if (json.contains("tags")) event.batch.tags = pairs_of(json.at("tags"));
  if (json.contains("dataset")) event.dataset = dataset_of(json.at("dataset"));
  if (json.contains("model")) event.model = {pairs_of(json.at("model").at("params"))};
  if (json.contains("artifact")) {
    const Json& artifact = json.at("artifact");
    event.artifact = {artifact.at("file"), artifact.at("path"), artifact.value("stamp", "")};
  }
  if (json.contains("register")) {
    event.registration = {json.at("register").at("name"), json.at("register").at("alias")};
  }
  if (json.contains("status")) {
    const Json& status = json.at("status");
    event.status = {status_from_name(status.at("status")), status.at("time")};
  }
  return event;
}

std::string line_of(const JournalHead& head) {
  Json json{{"schema", 1},
            {"client_id", head.client_id},
            {"store", head.store},
            {"experiment", head.experiment},
            {"run_name", head.run_name},
            {"user", head.user},
            {"start_time", head.start_time}};
  if (head.run_id) json["run_id"] = *head.run_id;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

JournalHead head_of(const std::string& line, const std::string& file) {
  const Json json = parse_own_json(line, file, "remove it to stop tracking this run");
  JournalHead head{.client_id = json_value<std::string>(json, "client_id", file),
                   .store = json_value<std::string>(json, "store", file),
                   .experiment = json_value<std::string>(json, "experiment", file),
                   .run_name = json_value<std::string>(json, "run_name", file),
                   .user = json_value<std::string>(json, "user", file),
                   .start_time = json_value<std::int64_t>(json, "start_time", file)};
  if (json.contains("run_id")) head.run_id = json_value<std::string>(json, "run_id", file);
  return head;
}

/// A process that was killed may have written a part of its last line.
void drop_cut_line(const fs::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  std::uint64_t size = fs::file_size(file);
  std::uint64_t whole = size;
  while (whole > 0) {
    in.seekg(static_cast<std::streamoff>(whole - 1));
    if (in.get() == '\n') break;
    --whole;
  }
  if (whole < size) fs::resize_file(file, whole);
}

}  // namespace

struct RunJournal::Tail {
  explicit Tail(const fs::path& path) : file(path, O_WRONLY | O_APPEND | O_CLOEXEC) {}

  Descriptor file;
  std::mutex appending;
};

RunJournal::RunJournal(fs::path run_folder, const JournalHead& head)
    : run_folder_(std::move(run_folder)), file_(run_folder_ / kFile), head_(head) {
  write_file(file_, line_of(head) + "\n");
  first_event_ = size();
  tail_ = std::make_unique<Tail>(file_);
}

RunJournal::RunJournal(fs::path run_folder)
    : run_folder_(std::move(run_folder)), file_(run_folder_ / kFile) {
  if (!has_journal(run_folder_)) {
    throw IoError(
        fmt::format("{}: has no {}: the run was not tracked", run_folder_.string(), kFile));
  }
  drop_cut_line(file_);
  std::ifstream in(file_, std::ios::binary);
  std::string line;
  std::getline(in, line);
  head_ = head_of(line, file_.string());
  first_event_ = line.size() + 1;
  tail_ = std::make_unique<Tail>(file_);
}

RunJournal::RunJournal(RunJournal&&) noexcept = default;
RunJournal::~RunJournal() = default;

void RunJournal::append(const JournalEvent& event) const {
  const std::string line = line_of(event) + '\n';
  const std::scoped_lock hold(tail_->appending);
  tail_->file.write_all(line);
}

void RunJournal::sync() const { tail_->file.sync(); }

std::vector<JournalEvent> RunJournal::read(std::uint64_t offset, std::size_t max_bytes) const {
  std::vector<JournalEvent> events;
  std::ifstream in(file_, std::ios::binary);
  std::uint64_t at = std::max(offset, first_event_);
  const std::uint64_t stop = at + max_bytes;
  in.seekg(static_cast<std::streamoff>(at));
  for (std::string line; at < stop && std::getline(in, line) && !in.eof();) {
    at += line.size() + 1;
    const Json json = line.size() <= kMaxLine ? Json::parse(line, nullptr, false) : Json();
    try {
      events.push_back(event_of(json));
    } catch (const std::exception&) {
      log().warn("[tracking] {}: a damaged line before byte {} is left out", file_.string(), at);
      events.emplace_back();
    }
    events.back().end = at;
  }
  return events;
}

std::uint64_t RunJournal::size() const { return fs::file_size(file_); }

std::string artifact_path(const std::string& file) {
  constexpr std::string_view kReport = "report";
  const bool is_report = file == kReport || file.starts_with("report/");
  return is_report ? "debugging_set_report" + file.substr(kReport.size()) : file;
}

bool has_journal(const fs::path& run_folder) {
  std::error_code unknown;
  return fs::is_regular_file(run_folder / RunJournal::kFile, unknown);
}

std::int64_t now_ms() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace petseg
