#include "tracking/server_artifacts.h"

#include <fmt/format.h>

#include "petseg/core/byte_progress.h"
#include "petseg/core/error.h"
#include "petseg/core/http.h"
#include "petseg/core/log.h"

#include "tracking/artifact_path.h"
#include "tracking/file_uri.h"
#include "tracking/rest_json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::uint64_t kMaxUpload = std::uint64_t{10} << 20;

bool is_cloud(const std::string& uri) {
  return !path_of_uri(uri) && !uri.starts_with("mlflow-artifacts:");
}

bool is_model(const ArtifactOwner& owner) { return owner.run_id.empty(); }

}  // namespace

ServerArtifacts::ServerArtifacts(std::string uri, ArtifactOwner owner, std::string why,
                                 const TrackingSettings& settings, Patience patience)
    : uri_(std::move(uri)),
      owner_(std::move(owner)),
      why_(std::move(why)),
      client_(settings, patience),
      storage_(settings, std::move(patience)),
      signs_(is_cloud(uri_)) {}

void ServerArtifacts::upload(const fs::path& file, const std::string& path) {
  check_artifact_path(path);
  if (const auto address = signed_address(path)) return upload_to_storage(file, path, *address);
  upload_by_page(file, path);
}

/// Nothing where the server signs none.
std::optional<Json> ServerArtifacts::signed_address(const std::string& path) {
  if (!signs_) return std::nullopt;
  constexpr int kSeconds = 900;  // until the upload begins
  Json body{{"path", path}, {"expiration", kSeconds}};
  body[is_model(owner_) ? "model_id" : "run_id"] =
      is_model(owner_) ? owner_.model_id : owner_.run_id;
  try {
    return client_.post("artifacts/presigned-upload-url", body);
  } catch (const RestRefusal& refusal) {
    if (!is_unknown_call(refusal)) {
      if (refusal.status == 400) throw ArtifactRefusal(refusal.what());
      throw;
    }
    log().info("[tracking] {}: {}, and the server signs no addresses there", uri_, why_);
    signs_ = false;
    return std::nullopt;
  }
}

void ServerArtifacts::upload_to_storage(const fs::path& file, const std::string& path,
                                        const Json& address) {
  const std::string url = text_in(address, "presigned_url");
  if (!is_http_url(url)) {
    throw IoError(fmt::format("{}: the server has signed no http(s) address", what(path)));
  }
  storage_.put(what(path), {.url = url, .upload = file, .progress = on_progress},
               address.value("headers", Json::object()));
}

void ServerArtifacts::upload_by_page(const fs::path& file, const std::string& path) {
  if (is_model(owner_)) {
    throw ArtifactRefusal(
        fmt::format("{}: {}, and the server takes files of runs alone", what(path), why_));
  }
  std::error_code unknown;
  const std::uint64_t bytes = fs::file_size(file, unknown);
  if (!unknown && (bytes == 0 || bytes > kMaxUpload)) {
    throw ArtifactRefusal(fmt::format(
        "{}: {} cannot be sent: {}, and through its pages the server takes files of 1 byte to "
        "10 MB; start it with --serve-artifacts, or with an S3 address as its artifact root",
        what(path), bytes_text(bytes), why_));
  }
  const HttpAnswer answer = client_.http().send(
      {.method = "POST",
       .url = fmt::format("{}/ajax-api/2.0/mlflow/upload-artifact?run_uuid={}&path={}",
                          client_.uri(), url_encoded(owner_.run_id), url_encoded(path)),
       .headers = client_.headers(),
       .upload = file,
       .progress = on_progress});
  check_upload(what(path), answer);
}

std::vector<ArtifactFile> ServerArtifacts::list(const std::string& folder) {
  check_artifact_folder(folder);
  std::vector<ArtifactFile> files;
  std::string call = "artifacts/list";
  std::vector<std::pair<std::string, std::string>> query;
  if (is_model(owner_)) {
    call = fmt::format("logged-models/{}/artifacts/directories", url_encoded(owner_.model_id));
  } else {
    query.emplace_back("run_id", owner_.run_id);
  }
  if (!folder.empty()) {
    query.emplace_back(is_model(owner_) ? "artifact_directory_path" : "path", folder);
  }
  const std::size_t first_page = query.size();
  for (int pages = 0;; ++pages) {
    check_page_count(uri_, pages);
    const Json page = client_.get(call, query);
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
  const std::string place =
      is_model(owner_)
          ? fmt::format(
                "ajax-api/2.0/mlflow/logged-models/{}/artifacts/files?artifact_file_path={}",
                url_encoded(owner_.model_id), url_encoded(path))
          : fmt::format("get-artifact?run_id={}&path={}", url_encoded(owner_.run_id),
                        url_encoded(path));
  const HttpAnswer answer = client_.http().send({.url = client_.uri() + "/" + place,
                                                 .headers = client_.headers(),
                                                 .download = target,
                                                 .progress = on_progress});
  if (!answer.is_success()) fail_request(what(path), answer);
}

std::string ServerArtifacts::what(const std::string& path) const {
  return fmt::format("{}: {}", uri_, path);
}

}  // namespace petseg
