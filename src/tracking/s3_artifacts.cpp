#include "tracking/s3_artifacts.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fcntl.h>
#include <fmt/format.h>

#include "petseg/core/digest.h"
#include "petseg/core/error.h"
#include "petseg/core/log.h"
#include "petseg/core/sha256.h"

#include "core/descriptor.h"
#include "tracking/artifact_path.h"
#include "tracking/part_upload.h"
#include "tracking/rest_client.h"
#include "tracking/xml_text.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::string_view kScheme = "s3://";
/// From here on files go in parts, each of which can be sent again.
constexpr std::uint64_t kMinBytesInParts = std::uint64_t{64} << 20;

std::string advice(const HttpAnswer& answer) {
  const auto region = answer.headers.find("x-amz-bucket-region");
  if (answer.status == 403) return "; are the keys right, and may they do this?";
  if (answer.status == 301 && region != answer.headers.end()) {
    return fmt::format("; set AWS_DEFAULT_REGION={}", region->second);
  }
  return "";
}

std::string url_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

/// The MD5 that an ETag is, if it is one: not of parts, nor of what is encrypted by a key of KMS.
std::string md5_of(const std::map<std::string, std::string>& headers) {
  const auto find = [&](const char* name) {
    const auto header = headers.find(name);
    return header != headers.end() ? header->second : "";
  };
  std::string etag = find("etag");
  std::erase(etag, '"');
  const std::string encryption = find("x-amz-server-side-encryption");
  const bool is_md5 = etag.size() == 32 &&
                      etag.find_first_not_of("0123456789abcdef") == etag.npos &&
                      (encryption.empty() || encryption == "AES256") &&
                      find("x-amz-server-side-encryption-customer-algorithm").empty();
  return is_md5 ? etag : "";
}

HttpSettings with_keys(HttpSettings http, const S3Settings& settings) {
  http.user = settings.access_key;
  http.password = settings.secret_key;
  http.token = http.client_cert = "";
  http.aws_region = settings.region;
  http.ca_bundle = settings.ca_bundle;
  http.insecure_tls = settings.insecure_tls;
  http.follow_redirects = false;  // the session token, a header, would go along
  return http;
}

}  // namespace

std::uint64_t s3_number(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void fail_s3_request(const std::string& what, const HttpAnswer& answer) {
  if (answer.status == 0) throw IoError(fmt::format("{}: {}", what, answer.failure));
  constexpr std::size_t kMaxMessage = 200;
  const std::string code = xml_text(answer.body, "Code").substr(0, kMaxMessage);
  std::string message = xml_text(answer.body, "Message").substr(0, kMaxMessage);
  std::ranges::replace_if(
      message, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  throw S3Refusal(
      fmt::format("{}: S3 answered {}{}{}{}{}", what, answer.status, code.empty() ? "" : " " + code,
                  message.empty() ? "" : ": ", message, advice(answer)),
      code);
}

S3Artifacts::S3Artifacts(const std::string& uri, const S3Settings& settings, HttpSettings transport,
                         Patience patience)
    : uri_(uri), settings_(settings), http_(with_keys(std::move(transport), settings)) {
  if (patience.pause) http_.pause = std::move(patience.pause);
  if (patience.is_cancelled) http_.is_cancelled = std::move(patience.is_cancelled);
  while (uri_.ends_with('/')) uri_.pop_back();
  const std::string place = uri_.substr(kScheme.size());
  const auto slash = std::min(place.find('/'), place.size());
  bucket_url_ = settings_.bucket_url(place.substr(0, slash));
  root_ = slash < place.size() ? place.substr(slash + 1) : "";
  check_artifact_folder(root_);
}

void S3Artifacts::upload(const fs::path& file, const std::string& path) {
  check_artifact_path(path);
  const std::uint64_t bytes = Descriptor(file, O_RDONLY | O_CLOEXEC).size();
  if (bytes >= kMinBytesInParts) return upload_in_parts(file, path, bytes);
  send({.method = "PUT",
        .url = place(path),
        .headers = upload_headers(path),
        .upload = file,
        .progress = on_progress},
       file_digest(file, DigestKind::kSha256).hex, path);
}

void S3Artifacts::download(const std::string& path, const fs::path& target) {
  check_artifact_path(path);
  const HttpAnswer answer =
      send({.url = place(path), .download = target, .progress = on_progress}, sha256(""), path);
  const std::string md5 = md5_of(answer.headers);
  if (md5.empty()) return;
  const std::string found = file_digest(target, DigestKind::kMd5).hex;
  if (found == md5) return;
  std::error_code ignored;
  fs::remove(target, ignored);
  throw IoError(fmt::format("{}/{}: came with the MD5 {}, expected {}", uri_, path, found, md5));
}

std::vector<ArtifactFile> S3Artifacts::list(const std::string& folder) {
  check_artifact_folder(folder);
  std::string prefix = key(folder);
  if (!prefix.empty()) prefix += '/';
  std::vector<ArtifactFile> files;
  const auto add = [&](const std::string& encoded, ArtifactFile file) {
    std::string found = url_decoded(encoded);
    if (found == prefix) return;  // some tools keep an empty object for a folder
    if (file.is_folder && found.ends_with('/')) found.pop_back();
    const std::string name = found.starts_with(prefix) ? found.substr(prefix.size()) : "";
    if (!is_artifact_name(name)) {
      log().warn("[tracking] {}: {:?} cannot be a file here, and is left out", uri_, found);
      return;
    }
    file.path = joined_path(folder, name);
    files.push_back(std::move(file));
  };
  std::string token;
  for (int page = 0; page == 0 || !token.empty(); ++page) {
    check_page_count(uri_, page);
    // In alphabetical order, as the signature wants it.
    const std::string url = fmt::format(
        "{}/?{}delimiter=%2F&encoding-type=url&list-type=2&prefix={}", bucket_url_,
        token.empty() ? "" : "continuation-token=" + url_encoded(token) + "&", url_encoded(prefix));
    const std::string list = send({.url = url}, sha256(""), folder).body;
    for (const std::string_view object : xml_elements(list, "Contents")) {
      add(xml_text(object, "Key"),
          {.bytes = s3_number(xml_text(object, "Size")), .version = xml_text(object, "ETag")});
    }
    for (const std::string_view common : xml_elements(list, "CommonPrefixes")) {
      add(xml_text(common, "Prefix"), {.is_folder = true});
    }
    token = xml_text(list, "NextContinuationToken");
  }
  std::ranges::sort(files, {}, &ArtifactFile::path);
  return files;
}

HttpRequest S3Artifacts::signed_request(HttpRequest request,
                                        const std::string& payload_sha256) const {
  request.headers.push_back("x-amz-content-sha256: " + payload_sha256);
  request.headers.insert(request.headers.end(), settings_.headers.begin(), settings_.headers.end());
  return request;
}

HttpAnswer S3Artifacts::send(HttpRequest request, const std::string& payload_sha256,
                             const std::string& path) {
  HttpAnswer answer = http_.send(signed_request(std::move(request), payload_sha256));
  if (!answer.is_success()) fail_s3_request(joined_path(uri_, path), answer);
  return answer;
}

std::vector<std::string> S3Artifacts::upload_headers(const std::string& path) const {
  std::vector<std::string> headers = settings_.upload_headers;
  headers.push_back("Content-Type: " + content_type(path));
  return headers;
}

std::string S3Artifacts::key(const std::string& path) const { return joined_path(root_, path); }

std::string S3Artifacts::place(const std::string& path) const {
  return fmt::format("{}/{}", bucket_url_, url_encoded(key(path), /*keep_slashes=*/true));
}

}  // namespace petseg
