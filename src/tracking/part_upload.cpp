#include "tracking/part_upload.h"

#include <algorithm>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/log.h"

#include "tracking/artifact_path.h"
#include "tracking/environment.h"
#include "tracking/rest_json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
constexpr std::uint64_t kMaxParts = 10'000;
constexpr std::uint64_t kMinPart = 5 * kMiB;  // but for the last one

HttpSettings storage_settings(TrackingSettings settings) {
  settings.user = settings.password = settings.token = settings.client_cert = "";
  return http_settings(settings);
}

}  // namespace

std::uint64_t min_bytes_in_parts() {
  return number_variable("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE").value_or(500 * kMiB);
}

std::uint64_t bytes_of_a_part(std::uint64_t file_bytes) {
  const std::uint64_t wanted =
      number_variable("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE").value_or(32 * kMiB);
  return std::max({wanted, kMinPart, (file_bytes + kMaxParts - 1) / kMaxParts});
}

PartUpload::PartUpload(RestClient& client, const TrackingSettings& settings, Patience patience,
                       std::string place)
    : client_(client), storage_(storage_settings(settings)) {
  if (patience.pause) storage_.pause = std::move(patience.pause);
  if (patience.is_cancelled) storage_.is_cancelled = std::move(patience.is_cancelled);
  const auto slash = place.rfind('/');
  folder_ = slash == place.npos ? "" : place.substr(0, slash);
  name_ = slash == place.npos ? place : place.substr(slash + 1);
}

void PartUpload::send(const fs::path& file) {
  const std::uint64_t bytes = fs::file_size(file);
  const std::uint64_t part = bytes_of_a_part(bytes);
  const Json begun = call("create", {{"path", name_}, {"num_parts", (bytes + part - 1) / part}});
  const Json upload{{"path", name_}, {"upload_id", text_in(begun, "upload_id")}};
  try {
    Json finished = upload;
    finished["parts"] = send_parts(file, bytes, list_in(begun, "credentials"));
    call("complete", finished);
  } catch (const Error&) {
    try {
      call("abort", upload);
    } catch (const IoError& error) {
      log().warn("[tracking] parts of a file are left behind: {}", error.what());
    }
    throw;
  }
}

Json PartUpload::send_parts(const fs::path& file, std::uint64_t bytes, const Json& targets) {
  const std::uint64_t part_bytes = bytes_of_a_part(bytes);
  if (targets.size() != (bytes + part_bytes - 1) / part_bytes) {
    throw IoError(fmt::format("{}: {}: the server has signed addresses for {} parts, expected {}",
                              client_.uri(), name_, targets.size(),
                              (bytes + part_bytes - 1) / part_bytes));
  }
  Json parts = Json::array();
  std::uint64_t sent = 0;
  for (const Json& target : targets) {
    const std::string url = text_in(target, "url");
    HttpRequest request{.method = "PUT",
                        .url = url,
                        .upload = file,
                        .upload_offset = sent,
                        .upload_bytes = std::min(part_bytes, bytes - sent)};
    if (const auto headers = target.find("headers"); headers != target.end()) {
      for (const auto& [key, value] : headers->items()) {
        if (value.is_string()) request.headers.push_back(key + ": " + value.get<std::string>());
      }
    }
    if (on_progress) request.progress = [&](std::uint64_t now) { on_progress(sent + now); };
    HttpAnswer answer = storage_.send(request);
    if (!answer.is_success()) {
      // The address holds a signature, and the answer may repeat it.
      throw IoError(fmt::format("{}: {}: the cloud storage {}", client_.uri(), name_,
                                answer.status == 0 ? "gave no answer: " + answer.failure
                                                   : fmt::format("answered {}", answer.status)));
    }
    sent += *request.upload_bytes;
    parts.push_back({{"part_number", target.value("part_number", Json(parts.size() + 1))},
                     {"etag", answer.headers["etag"]},
                     {"url", url}});
  }
  return parts;
}

Json PartUpload::call(const std::string& name, const Json& body) {
  const std::string folder = url_encoded(folder_, /*keep_slashes=*/true);
  return client_.send_to("POST", fmt::format("/api/2.0/mlflow-artifacts/mpu/{}/{}", name, folder),
                         body,
                         fmt::format("{}: upload in parts: {}", joined_path(folder_, name_), name));
}

}  // namespace petseg
