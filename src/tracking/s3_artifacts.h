#pragma once

#include "petseg/tracking/artifact_store.h"

#include "core/http_client.h"
#include "tracking/s3_settings.h"

namespace petseg {

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
  void upload_in_parts(const std::filesystem::path& file, const std::string& path,
                       std::uint64_t bytes);
  std::string send_parts(const std::filesystem::path& file, const std::string& id,
                         std::uint64_t bytes, const std::string& path);
  bool holds(const std::string& path, std::uint64_t bytes);

  std::string uri_, bucket_url_, root_;
  S3Settings settings_;
  HttpClient http_;
};

}  // namespace petseg
