#pragma once

#include <map>
#include <optional>

#include "petseg/core/error.h"
#include "petseg/tracking/artifact_store.h"

#include "core/http_client.h"
#include "tracking/s3_settings.h"

namespace petseg {

/// A refusal by S3, with its error code ("NoSuchUpload").
struct S3Refusal : IoError {
  S3Refusal(const std::string& message, std::string error_code)
      : IoError(message), code(std::move(error_code)) {}
  std::string code;
};

/// A number in S3's XML; 0 where it is none.
std::uint64_t s3_number(std::string_view text);

/// Throws S3Refusal, or IoError where there was no answer.
[[noreturn]] void fail_s3_request(const std::string& what, const HttpAnswer& answer);

/// Artifacts in Amazon's S3, or a service that speaks its protocol (MinIO): the REST API of
/// 2006-03-01, signed by Signature Version 4. What is sent is checked by its SHA-256 there, what
/// comes by the MD5 in its ETag where that is one.
class S3Artifacts : public ArtifactStore {
 public:
  /// `uri`: "s3://bucket/path". `transport` has time-outs and retries.
  S3Artifacts(const std::string& uri, const S3Settings& settings, HttpSettings transport,
              Patience patience);

  std::string name() const override { return uri_; }
  void upload(const std::filesystem::path& file, const std::string& path) override;
  std::vector<ArtifactFile> list(const std::string& folder) override;
  void download(const std::string& path, const std::filesystem::path& target) override;

 private:
  HttpRequest signed_request(HttpRequest request, const std::string& payload_sha256) const;
  HttpAnswer send(HttpRequest request, const std::string& payload_sha256, const std::string& path);
  std::vector<std::string> upload_headers(const std::string& path) const;
  std::string key(const std::string& path) const;
  std::string place(const std::string& path) const;

  /// An upload in parts that has begun.
  struct Upload {
    std::string id;
    std::string stamp;  ///< of the file
    std::uint64_t part_bytes = 0;
    std::map<int, std::string> etags;  ///< of the parts that are there, by their numbers
  };
  void upload_in_parts(const std::filesystem::path& file, const std::string& path,
                       std::uint64_t bytes);
  Upload begin(const std::filesystem::path& file, const std::string& path, std::uint64_t bytes);
  std::optional<Upload> find_begun(const std::filesystem::path& file, const std::string& path,
                                   std::uint64_t bytes);
  void find_parts(Upload& upload, const std::string& path);
  void send_parts(Upload& upload, const std::filesystem::path& file, const std::string& path,
                  std::uint64_t bytes);
  void complete(const Upload& upload, const std::string& path);
  void take_back(const Upload& upload, const std::string& path);
  std::string place(const Upload& upload, const std::string& path) const;
  std::string address(const std::string& path) const { return uri_ + "/" + path; }

  std::string uri_, bucket_url_, root_;
  S3Settings settings_;
  HttpClient http_;
};

}  // namespace petseg
