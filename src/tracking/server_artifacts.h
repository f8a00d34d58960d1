#pragma once

#include "petseg/tracking/artifact_store.h"

#include "tracking/rest_client.h"

namespace petseg {

/// The artifacts of a run by the calls that MLflow's own pages use (mlflow/server/handlers.py),
/// whatever the server keeps them in. It takes files of 1 byte to 10 MB alone.
class ServerArtifacts : public ArtifactStore {
 public:
  /// `why` the run's own `uri` is not used, for messages.
  ServerArtifacts(std::string uri, std::string run_id, std::string why,
                  const TrackingSettings& settings, Patience patience);

  std::string name() const override { return uri_; }
  void upload(const std::filesystem::path& file, const std::string& path) override;
  std::vector<ArtifactFile> list(const std::string& folder) override;
  void download(const std::string& path, const std::filesystem::path& target) override;

 private:
  std::string uri_, run_id_, why_;
  RestClient client_;
};

/// Throws ArtifactRefusal for the files of a logged model, which MLflow's pages only show.
std::unique_ptr<ArtifactStore> open_server_artifacts(const std::string& uri,
                                                     const ArtifactOwner& owner,
                                                     const std::string& why,
                                                     const TrackingSettings& settings,
                                                     Patience patience);

}  // namespace petseg
