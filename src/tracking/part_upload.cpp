#include "tracking/part_upload.h"

#include <algorithm>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/log.h"

#include "tracking/artifact_path.h"
#include "tracking/environment.h"
#include "tracking/file_stamp.h"
#include "tracking/rest_json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
constexpr std::uint64_t kMaxParts = 10'000;
constexpr std::uint64_t kMinPart = 5 * kMiB;  // but for the last one

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
                       std::string place, fs::path file)
    : client_(client),
      storage_(settings, std::move(patience)),
      place_(std::move(place)),
      file_(std::move(file)),
      stamp_(file_stamp(file_)),
      bytes_(fs::file_size(file_)),
      part_bytes_(bytes_of_a_part(bytes_)) {
  const auto slash = place_.rfind('/');
  folder_ = slash == place_.npos ? "" : place_.substr(0, slash);
  name_ = slash == place_.npos ? place_ : place_.substr(slash + 1);
}

bool PartUpload::is_of(const std::string& place, const fs::path& file) const {
  return place == place_ && file == file_ && file_stamp(file) == stamp_;
}

void PartUpload::send() {
  if (id_.empty()) begin();
  while (parts_.size() < targets_.size()) send_part();
  call("complete", {{"path", name_}, {"upload_id", id_}, {"parts", parts_}});
}

void PartUpload::take_back(const std::string& id) {
  if (id.empty()) return;
  try {
    call("abort", {{"path", name_}, {"upload_id", id}});
  } catch (const IoError& error) {
    log().warn("[tracking] parts of a file are left behind: {}", error.what());
  }
}

void PartUpload::begin() {
  const std::uint64_t count = (bytes_ + part_bytes_ - 1) / part_bytes_;
  const Json begun = call("create", {{"path", name_}, {"num_parts", count}});
  const std::string id = text_in(begun, "upload_id");
  const Json& targets = list_in(begun, "credentials");
  if (targets.size() != count) {
    take_back(id);
    throw IoError(fmt::format("{}: {}: the server has signed addresses for {} parts, expected {}",
                              client_.uri(), name_, targets.size(), count));
  }
  id_ = id;
  targets_ = targets;
  if (on_begin) on_begin();
}

void PartUpload::send_part() {
  const Json& target = targets_.at(parts_.size());
  const std::uint64_t sent = parts_.size() * part_bytes_;
  const std::string url = text_in(target, "url");
  HttpRequest request{.url = url,
                      .upload = file_,
                      .upload_offset = sent,
                      .upload_bytes = std::min(part_bytes_, bytes_ - sent)};
  if (on_progress) request.progress = [&](std::uint64_t now) { on_progress(sent + now); };
  HttpAnswer answer = storage_.put(fmt::format("{}: {}", client_.uri(), name_), std::move(request),
                                   target.value("headers", Json::object()));
  parts_.push_back({{"part_number", target.value("part_number", Json(parts_.size() + 1))},
                    {"etag", answer.headers["etag"]},
                    {"url", url}});
}

Json PartUpload::call(const std::string& name, const Json& body) {
  const std::string folder = url_encoded(folder_, /*keep_slashes=*/true);
  return client_.send_to("POST", fmt::format("/api/2.0/mlflow-artifacts/mpu/{}/{}", name, folder),
                         body,
                         fmt::format("{}: upload in parts: {}", joined_path(folder_, name_), name));
}

}  // namespace petseg
