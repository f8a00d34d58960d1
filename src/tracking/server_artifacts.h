#pragma once

#include "petseg/tracking/artifact_store.h"

#include "tracking/rest_client.h"
#include "tracking/signed_storage.h"

namespace petseg {

/// The artifacts of a run or of a logged model by the calls that MLflow's own pages use
/// (mlflow/server/handlers.py), whatever the server keeps them in. Files for a cloud storage go
/// there, by addresses that the server signs (S3, from MLflow 3.12 on). All others go through the
/// server, which takes files of runs alone, of 1 byte to 10 MB.
class ServerArtifacts : public ArtifactStore {
 public:
  /// `why` the owner's `uri` is not used, for messages.
  ServerArtifacts(std::string uri, ArtifactOwner owner, std::string why,
                  const TrackingSettings& settings, Patience patience);

  std::string name() const override { return uri_; }
  void upload(const std::filesystem::path& file, const std::string& path) override;
  std::vector<ArtifactFile> list(const std::string& folder) override;
  void download(const std::string& path, const std::filesystem::path& target) override;

 private:
  std::optional<Json> signed_address(const std::string& path);
  void upload_to_storage(const std::filesystem::path& file, const std::string& path,
                         const Json& address);
  void upload_by_page(const std::filesystem::path& file, const std::string& path);
  std::string what(const std::string& path) const;

  std::string uri_;
  ArtifactOwner owner_;
  std::string why_;
  RestClient client_;
  SignedStorage storage_;
  bool signs_;  ///< as far as is known
};

}  // namespace petseg
