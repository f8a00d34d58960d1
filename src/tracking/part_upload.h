#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "tracking/rest_client.h"
#include "tracking/signed_storage.h"

namespace petseg {

/// From which size on files go in parts (MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE).
std::uint64_t min_bytes_in_parts();
/// How large parts of a file are (MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE, or more): S3 takes at most
/// 10,000.
std::uint64_t bytes_of_a_part(std::uint64_t file_bytes);

/// Sends one file in parts to the cloud storage behind an artifact proxy, by addresses that the
/// server signed (mlflow/store/artifact/http_artifact_repo.py). The server signs those of an upload
/// once, and they are nothing to write to disk: it can go on in the same process alone.
class PartUpload {
 public:
  /// `place`: the file's, below the server's artifacts. The client is used as long as this lives.
  PartUpload(RestClient& client, const TrackingSettings& settings, Patience patience,
             std::string place, std::filesystem::path file);

  /// Whether that file is to go there, and has not changed since.
  bool is_of(const std::string& place, const std::filesystem::path& file) const;
  /// Sends what is not there yet. Throws IoError; what was sent stays for another attempt.
  void send();
  bool has_sent_some() const { return !parts_.empty(); }
  bool has_sent_all() const { return !parts_.empty() && parts_.size() == targets_.size(); }

  /// The server's name for the upload; empty before it has begun.
  const std::string& id() const { return id_; }
  /// Ends an upload, also one of another process, and frees what was sent.
  void take_back(const std::string& id);

  std::uint64_t bytes() const { return bytes_; }

  std::function<void(std::uint64_t)> on_progress;
  std::function<void()> on_begin;  ///< called when it has an id

 private:
  Json call(const std::string& name, const Json& body);
  void begin();
  void send_part();

  RestClient& client_;
  SignedStorage storage_;
  std::string place_, folder_, name_;
  std::filesystem::path file_;
  std::string stamp_;
  std::uint64_t bytes_ = 0, part_bytes_ = 0;
  std::string id_;
  Json targets_ = Json::array();  ///< where the parts go
  Json parts_ = Json::array();    ///< those that are there
};

}  // namespace petseg
