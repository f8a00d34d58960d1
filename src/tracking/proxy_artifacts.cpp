#include "tracking/proxy_artifacts.h"

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/log.h"

#include "tracking/artifact_path.h"
#include "tracking/part_upload.h"
#include "tracking/rest_json.h"
#include "tracking/server_artifacts.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::string_view kScheme = "mlflow-artifacts:";
constexpr std::string_view kCalls = "/api/2.0/mlflow-artifacts/artifacts";

/// "mlflow-artifacts://host:port/p" → host:port and p.
std::pair<std::string, std::string> split(const std::string& uri) {
  std::string host, path = uri.substr(kScheme.size());
  if (path.starts_with("//")) {
    const auto end = path.find('/', 2);
    host = path.substr(2, end == path.npos ? path.npos : end - 2);
    path = end == path.npos ? "" : path.substr(end);
  }
  while (path.starts_with('/')) path.erase(0, 1);
  while (path.ends_with('/')) path.pop_back();
  check_artifact_folder(path);
  return {host, path};
}

/// Those of the server that keeps the artifacts: the tracking server, or another host with the same
/// path.
TrackingSettings with_host(TrackingSettings settings, const std::string& host) {
  if (host.empty()) return settings;
  const auto begin = settings.uri.find("://") + 3;
  const auto end = std::min(settings.uri.find('/', begin), settings.uri.size());
  settings.uri.replace(begin, end - begin, host);
  return settings;
}

}  // namespace

ProxyArtifacts::ProxyArtifacts(const std::string& uri, const TrackingSettings& settings,
                               Patience patience, ArtifactOwner owner)
    : uri_(uri),
      settings_(with_host(settings, split(uri).first)),
      patience_(std::move(patience)),
      owner_(std::move(owner)),
      client_(settings_, patience_),
      root_(split(uri).second) {}

void ProxyArtifacts::upload(const fs::path& file, const std::string& path) {
  check_artifact_path(path);
  if (ArtifactStore* const other = other_way()) return other->upload(file, path);
  if (takes_parts(file) && upload_in_parts(file, path)) return;
  HttpRequest request{.method = "PUT",
                      .url = place(path),
                      .headers = client_.headers(),
                      .upload = file,
                      .progress = on_progress};
  request.headers.push_back("Content-Type: " + content_type(path));
  check_upload(what(path), client_.http().send(request));
}

std::vector<ArtifactFile> ProxyArtifacts::list(const std::string& folder) {
  check_artifact_folder(folder);
  if (ArtifactStore* const other = other_way()) return other->list(folder);
  const Json body = read_answer(what(folder), client_.http().send(list_request(folder)));
  std::vector<ArtifactFile> files;
  for (const Json& item : list_in(body, "files")) {
    ArtifactFile file = read_artifact(item);
    if (!is_artifact_name(file.path)) {
      throw IoError(fmt::format("{}: says that there is {:?}", what(folder), file.path));
    }
    file.path = joined_path(folder, file.path);
    files.push_back(std::move(file));
  }
  return files;
}

void ProxyArtifacts::download(const std::string& path, const fs::path& target) {
  check_artifact_path(path);
  if (ArtifactStore* const other = other_way()) return other->download(path, target);
  const HttpAnswer answer = client_.http().send({.url = place(path),
                                                 .headers = client_.headers(),
                                                 .download = target,
                                                 .progress = on_progress});
  if (!answer.is_success()) fail_request(what(path), answer);
}

HttpRequest ProxyArtifacts::list_request(const std::string& folder) const {
  return {.url = fmt::format("{}{}?path={}", client_.uri(), kCalls,
                             url_encoded(joined_path(root_, folder))),
          .headers = client_.headers()};
}

std::string ProxyArtifacts::place(const std::string& path) const {
  return fmt::format("{}{}/{}", client_.uri(), kCalls,
                     url_encoded(joined_path(root_, path), /*keep_slashes=*/true));
}

std::string ProxyArtifacts::what(const std::string& path) const {
  return fmt::format("{}: {}", uri_, path);
}

ArtifactStore* ProxyArtifacts::other_way() {
  if (!is_checked_) check_proxy();
  if (other_way_) other_way_->on_progress = on_progress;
  return other_way_.get();
}

/// Without patience: 503 would otherwise count as a fault that may pass.
void ProxyArtifacts::check_proxy() {
  const HttpAnswer answer = client_.http().send_once(list_request(""));
  is_checked_ = answer.status != 0;
  const bool is_refused =
      answer.status == 503 && answer.body.find("--no-serve-artifacts") != std::string::npos;
  // Said now, and not in the middle of a large file.
  if (answer.status == 401 || answer.status == 403) fail_request(uri_, answer);
  if (!is_refused) return;
  const std::string why = "the server was started with --no-serve-artifacts";
  if (!owner_.is_known()) throw IoError(fmt::format("{}: {}", uri_, why));
  other_way_ = std::make_unique<ServerArtifacts>(uri_, owner_, why, settings_, patience_);
  log().info("[tracking] {}: {}; files go through its pages", client_.uri(), why);
}

bool ProxyArtifacts::takes_parts(const fs::path& file) {
  std::error_code unknown;
  const std::uint64_t bytes = fs::file_size(file, unknown);
  if (unknown || bytes < min_bytes_in_parts()) return false;
  if (!takes_parts_) {
    const auto answer = client_.try_get("/api/3.0/mlflow/server-info");
    const Json info = Json::parse(answer.value_or(""), nullptr, /*allow_exceptions=*/false);
    takes_parts_ = info.is_object() && info.value("multipart_uploads_enabled", Json()) == true;
  }
  return *takes_parts_;
}

/// False where the cloud storage cannot be reached from here.
bool ProxyArtifacts::upload_in_parts(const fs::path& file, const std::string& path) {
  PartUpload& upload = part_upload(file, path);
  const bool goes_on = upload.has_sent_some();
  try {
    send(upload, path);
    end_part_upload(path, /*is_done=*/true);
    return true;
  } catch (const StorageRefusal& refusal) {
    const bool is_cancelled = patience_.is_cancelled && patience_.is_cancelled();
    const bool is_cut = refusal.status == 0 && upload.has_sent_some();
    if (notes != nullptr && (is_cut || is_cancelled)) throw;
    end_part_upload(path, /*is_done=*/false);
    if (is_cancelled) throw;
    // After a while the addresses hold no longer.
    if (goes_on) return upload_in_parts(file, path);
    log().warn("[tracking] {}; it goes through the server instead", refusal.what());
  } catch (const RestRefusal& refusal) {
    end_part_upload(path, /*is_done=*/false);
    log().warn("[tracking] {}; it goes through the server in one piece", refusal.what());
  } catch (const IoError&) {
    if (notes == nullptr) end_part_upload(path, /*is_done=*/false);
    throw;
  }
  takes_parts_ = false;
  return false;
}

PartUpload& ProxyArtifacts::part_upload(const fs::path& file, const std::string& path) {
  const std::string place = joined_path(root_, path);
  if (parts_ && !parts_->is_of(place, file)) parts_->take_back(parts_->id());
  if (!parts_ || !parts_->is_of(place, file)) {
    parts_ = std::make_unique<PartUpload>(client_, settings_, patience_, place, file);
    // Of an earlier process: nobody can go on with that.
    if (notes != nullptr && notes->texts.contains(what(path))) {
      parts_->take_back(notes->texts[what(path)]);
      notes->erase(what(path));
    }
  }
  parts_->on_progress = on_progress;
  return *parts_;
}

void ProxyArtifacts::send(PartUpload& upload, const std::string& path) {
  if (notes != nullptr) upload.on_begin = [&] { notes->set(what(path), upload.id()); };
  try {
    upload.send();
  } catch (const RestRefusal&) {
    // After a lost answer there is no such upload any more, but the file.
    if (!upload.has_sent_all() || !holds(*this, path, upload.bytes())) throw;
  }
}

void ProxyArtifacts::end_part_upload(const std::string& path, bool is_done) {
  if (!is_done) parts_->take_back(parts_->id());
  parts_.reset();
  if (notes != nullptr) notes->erase(what(path));
}

}  // namespace petseg
