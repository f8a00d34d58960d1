#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "tracking/rest_client.h"

namespace petseg {

/// From which size on files go in parts (MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE).
std::uint64_t min_bytes_in_parts();
/// How large parts of a file are (MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE, or more): S3 takes at most
/// 10,000.
std::uint64_t bytes_of_a_part(std::uint64_t file_bytes);

/// Sends one file in parts to the cloud storage behind an artifact proxy, by addresses that the
/// server signed (mlflow/store/artifact/http_artifact_repo.py).
class PartUpload {
 public:
  /// `place`: the file's, below the server's artifacts. The client is used until send() returns.
  PartUpload(RestClient& client, const TrackingSettings& settings, Patience patience,
             std::string place);

  /// Throws IoError; what was sent is taken back then.
  void send(const std::filesystem::path& file);

  std::function<void(std::uint64_t)> on_progress;

 private:
  Json call(const std::string& name, const Json& body);
  Json send_parts(const std::filesystem::path& file, std::uint64_t bytes, const Json& targets);

  RestClient& client_;
  HttpClient storage_;  ///< it gets none of the server's credentials
  std::string folder_, name_;
};

}  // namespace petseg
