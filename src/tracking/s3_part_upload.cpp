#include <algorithm>
#include <array>

#include <fcntl.h>
#include <fmt/format.h>

#include "petseg/core/digest.h"
#include "petseg/core/sha256.h"

#include "core/descriptor.h"
#include "core/json.h"
#include "tracking/artifact_path.h"
#include "tracking/file_stamp.h"
#include "tracking/part_upload.h"
#include "tracking/rest_client.h"
#include "tracking/s3_artifacts.h"
#include "tracking/xml_text.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// The next bytes of a file, without keeping them.
std::string next_sha256(const Descriptor& file, std::uint64_t bytes) {
  Digester digester(DigestKind::kSha256);
  std::string buffer(std::size_t{1} << 18, '\0');
  while (bytes > 0) {
    const std::size_t got =
        file.read_some(buffer.data(), std::min<std::uint64_t>(buffer.size(), bytes));
    if (got == 0) break;  // it has become shorter: S3 will refuse the part
    digester.add({buffer.data(), got});
    bytes -= got;
  }
  return digester.finish().hex;
}

/// That nothing can be made of the parts that are there.
bool is_lost(const S3Refusal& refusal) {
  constexpr std::array<std::string_view, 4> kCodes{"NoSuchUpload", "InvalidPart",
                                                   "InvalidPartOrder", "EntityTooSmall"};
  return std::ranges::find(kCodes, refusal.code) != kCodes.end();
}

}  // namespace

void S3Artifacts::upload_in_parts(const fs::path& file, const std::string& path,
                                  std::uint64_t bytes) {
  Upload upload;
  if (auto begun = find_begun(file, path, bytes)) {
    upload = std::move(*begun);
  } else {
    upload = begin(file, path, bytes);
  }
  const auto give_up = [&] {
    take_back(upload, path);
    if (notes != nullptr) notes->erase(address(path));
  };
  try {
    send_parts(upload, file, path, bytes);
    complete(upload, path);
  } catch (const S3Refusal& refusal) {
    // After a lost answer there is no such upload any more, but the file.
    const bool is_done = refusal.code == "NoSuchUpload" && holds(*this, path, bytes);
    if (!is_done) {
      if (notes == nullptr || is_lost(refusal)) give_up();
      throw;
    }
  } catch (const IoError&) {
    if (notes == nullptr) give_up();
    throw;
  }
  if (notes != nullptr) notes->erase(address(path));
}

S3Artifacts::Upload S3Artifacts::begin(const fs::path& file, const std::string& path,
                                       std::uint64_t bytes) {
  Upload upload{.stamp = file_stamp(file), .part_bytes = bytes_of_a_part(bytes)};
  const HttpAnswer begun =
      send({.method = "POST", .url = place(path) + "?uploads=", .headers = upload_headers(path)},
           sha256(""), path);
  upload.id = xml_text(begun.body, "UploadId");
  if (upload.id.empty()) throw IoError(fmt::format("{}: S3 names no upload", address(path)));
  if (notes != nullptr) {
    const Json note{
        {"upload_id", upload.id}, {"file", upload.stamp}, {"part_bytes", upload.part_bytes}};
    notes->set(address(path), note.dump());
  }
  return upload;
}

/// One that was cut, if it is of this file and still there.
std::optional<S3Artifacts::Upload> S3Artifacts::find_begun(const fs::path& file,
                                                           const std::string& path,
                                                           std::uint64_t bytes) {
  if (notes == nullptr || !notes->texts.contains(address(path))) return std::nullopt;
  const Json note = Json::parse(notes->texts[address(path)], nullptr, /*allow_exceptions=*/false);
  if (note.is_object()) {
    Upload upload{.id = note.value("upload_id", ""),
                  .stamp = note.value("file", ""),
                  .part_bytes = note.value("part_bytes", std::uint64_t{0})};
    const bool is_sound = !upload.id.empty() && upload.part_bytes > 0;
    const bool is_same =
        is_sound && upload.stamp == file_stamp(file) && upload.part_bytes == bytes_of_a_part(bytes);
    try {
      if (is_same) find_parts(upload, path);
      if (is_same) return upload;
    } catch (const S3Refusal& refusal) {
      if (!is_lost(refusal)) throw;
    }
    if (is_sound && !is_same) take_back(upload, path);
  }
  notes->erase(address(path));
  return std::nullopt;
}

void S3Artifacts::find_parts(Upload& upload, const std::string& path) {
  std::string marker;
  for (int page = 0; page == 0 || !marker.empty(); ++page) {
    check_page_count(uri_, page);
    // In alphabetical order, as the signature wants it.
    const std::string from = marker.empty() ? "" : "part-number-marker=" + marker + "&";
    const std::string url =
        fmt::format("{}?{}uploadId={}", place(path), from, url_encoded(upload.id));
    const std::string list = send({.url = url}, sha256(""), path).body;
    for (const std::string_view part : xml_elements(list, "Part")) {
      const std::uint64_t number = s3_number(xml_text(part, "PartNumber"));
      const bool is_whole = s3_number(xml_text(part, "Size")) == upload.part_bytes;
      if (is_whole) upload.etags[static_cast<int>(number)] = xml_text(part, "ETag");
    }
    const bool is_cut = xml_text(list, "IsTruncated") == "true";
    marker = is_cut ? url_encoded(xml_text(list, "NextPartNumberMarker")) : "";
  }
}

void S3Artifacts::send_parts(Upload& upload, const fs::path& file, const std::string& path,
                             std::uint64_t bytes) {
  const Descriptor source(file, O_RDONLY | O_CLOEXEC);
  int number = 1;
  for (std::uint64_t sent = 0; sent < bytes; sent += upload.part_bytes, ++number) {
    const std::uint64_t now = std::min(upload.part_bytes, bytes - sent);
    const std::string hash = next_sha256(source, now);
    if (upload.etags.contains(number)) continue;
    HttpRequest request{.method = "PUT",
                        .url = fmt::format("{}?partNumber={}&uploadId={}", place(path), number,
                                           url_encoded(upload.id)),
                        .upload = file,
                        .upload_offset = sent,
                        .upload_bytes = now};
    if (on_progress) request.progress = [&](std::uint64_t done) { on_progress(sent + done); };
    upload.etags[number] = send(std::move(request), hash, path).headers["etag"];
  }
}

void S3Artifacts::complete(const Upload& upload, const std::string& path) {
  std::string parts = "<CompleteMultipartUpload>";
  for (const auto& [number, etag] : upload.etags) {
    parts += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", number, etag);
  }
  parts += "</CompleteMultipartUpload>";
  const HttpAnswer done = send({.method = "POST",
                                .url = place(upload, path),
                                // libcurl would call it a form
                                .headers = {"Content-Type: application/xml"},
                                .body = parts},
                               sha256(parts), path);
  // Joining the parts takes its time: S3 answers 200 first, and says later how it went.
  if (!xml_text(done.body, "Code").empty()) fail_s3_request(address(path), done);
}

void S3Artifacts::take_back(const Upload& upload, const std::string& path) {
  http_.send_once(signed_request({.method = "DELETE", .url = place(upload, path)}, sha256("")));
}

std::string S3Artifacts::place(const Upload& upload, const std::string& path) const {
  return fmt::format("{}?uploadId={}", place(path), url_encoded(upload.id));
}

}  // namespace petseg
