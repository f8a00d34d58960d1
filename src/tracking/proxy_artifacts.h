#pragma once

#include <memory>
#include <optional>

#include "petseg/tracking/artifact_store.h"

#include "tracking/part_upload.h"
#include "tracking/rest_client.h"

namespace petseg {

/// `mlflow-artifacts:` addresses: files that the server keeps and hands on
/// (mlflow/store/artifact/mlflow_artifacts_repo.py). Large ones go in parts to the cloud storage
/// behind it, where the server offers that.
class ProxyArtifacts : public ArtifactStore {
 public:
  /// Where the server hands on nothing (--no-serve-artifacts), a run's files go through its pages.
  ProxyArtifacts(const std::string& uri, const TrackingSettings& settings, Patience patience,
                 ArtifactOwner owner);

  std::string name() const override { return uri_; }
  void upload(const std::filesystem::path& file, const std::string& path) override;
  std::vector<ArtifactFile> list(const std::string& folder) override;
  void download(const std::string& path, const std::filesystem::path& target) override;

 private:
  HttpRequest list_request(const std::string& folder) const;
  std::string place(const std::string& path) const;
  std::string what(const std::string& path) const;
  ArtifactStore* other_way();
  void check_proxy();
  bool takes_parts(const std::filesystem::path& file);
  bool upload_in_parts(const std::filesystem::path& file, const std::string& path);
  PartUpload& part_upload(const std::filesystem::path& file, const std::string& path);
  void send(PartUpload& upload, const std::string& path);
  void end_part_upload(const std::string& path, bool is_done);

  std::string uri_;
  TrackingSettings settings_;
  Patience patience_;
  ArtifactOwner owner_;
  RestClient client_;
  std::string root_;  ///< on the server, without slashes around it
  bool is_checked_ = false;
  std::unique_ptr<ArtifactStore> other_way_;
  std::optional<bool> takes_parts_;
  std::unique_ptr<PartUpload> parts_;  ///< one that was cut
};

}  // namespace petseg
