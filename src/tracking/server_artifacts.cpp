#include "tracking/server_artifacts.h"

#include <fmt/format.h>

#include "petseg/core/byte_progress.h"
#include "petseg/core/error.h"

#include "tracking/artifact_path.h"
#include "tracking/rest_json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::uint64_t kMaxUpload = std::uint64_t{10} << 20;

}  // namespace

ServerArtifacts::ServerArtifacts(std::string uri, std::string run_id, std::string why,
                                 const TrackingSettings& settings, Patience patience)
    : uri_(std::move(uri)),
      run_id_(std::move(run_id)),
      why_(std::move(why)),
      client_(settings, std::move(patience)) {}

void ServerArtifacts::upload(const fs::path& file, const std::string& path) {
  check_artifact_path(path);
  std::error_code unknown;
  const std::uint64_t bytes = fs::file_size(file, unknown);
  if (!unknown && (bytes == 0 || bytes > kMaxUpload)) {
    throw ArtifactRefusal(fmt::format(
        "{}: {}: {} cannot be sent: {}, and through its pages the server takes files of 1 byte to "
        "10 MB; start it with --serve-artifacts, or with an S3 address as its artifact root",
        uri_, path, bytes_text(bytes), why_));
  }
  const HttpAnswer answer = client_.http().send(
      {.method = "POST",
       .url = fmt::format("{}/ajax-api/2.0/mlflow/upload-artifact?run_uuid={}&path={}",
                          client_.uri(), url_encoded(run_id_), url_encoded(path)),
       .headers = client_.headers(),
       .upload = file,
       .progress = on_progress});
  check_upload(fmt::format("{}: {}", uri_, path), answer);
}

std::vector<ArtifactFile> ServerArtifacts::list(const std::string& folder) {
  check_artifact_folder(folder);
  std::vector<ArtifactFile> files;
  std::vector<std::pair<std::string, std::string>> query{{"run_id", run_id_}};
  if (!folder.empty()) query.emplace_back("path", folder);
  const std::size_t first_page = query.size();
  for (int pages = 0;; ++pages) {
    check_page_count(uri_, pages);
    const Json page = client_.get("artifacts/list", query);
    for (const Json& item : list_in(page, "files")) files.push_back(read_artifact(item));
    const std::string token = text_in(page, "next_page_token");
    if (token.empty()) break;
    query.resize(first_page);
    query.emplace_back("page_token", token);
  }
  for (const ArtifactFile& file : files) {
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    if (is_artifact_name(name) && file.path == joined_path(folder, name)) continue;
    throw IoError(fmt::format("{}: says that the folder {:?} holds {:?}", uri_, folder, file.path));
  }
  return files;
}

void ServerArtifacts::download(const std::string& path, const fs::path& target) {
  check_artifact_path(path);
  const HttpAnswer answer =
      client_.http().send({.url = fmt::format("{}/get-artifact?run_id={}&path={}", client_.uri(),
                                              url_encoded(run_id_), url_encoded(path)),
                           .headers = client_.headers(),
                           .download = target,
                           .progress = on_progress});
  if (!answer.is_success()) fail_request(fmt::format("{}: {}", uri_, path), answer);
}

std::unique_ptr<ArtifactStore> open_server_artifacts(const std::string& uri,
                                                     const ArtifactOwner& owner,
                                                     const std::string& why,
                                                     const TrackingSettings& settings,
                                                     Patience patience) {
  if (owner.run_id.empty()) {
    throw ArtifactRefusal(fmt::format("{}: the files of a model cannot be sent: {}", uri, why));
  }
  return std::make_unique<ServerArtifacts>(uri, owner.run_id, why, settings, std::move(patience));
}

}  // namespace petseg
