#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "petseg/tracking/rest_store.h"
#include "petseg/tracking/tracked_run.h"
#include "petseg/tracking/tracking_settings.h"

namespace petseg {

struct ArtifactFile {
  std::string path;  ///< from the store's root, with "/"
  bool is_folder = false;
  std::uint64_t bytes = 0;
};

/// The files of a run, or of a model. Paths are relative to its root, have "/" between names, and
/// never lead out of it. All calls throw IoError when the store cannot be reached, read or written.
class ArtifactStore {
 public:
  virtual ~ArtifactStore() = default;

  /// Puts a file there, in place of an earlier one of that path.
  virtual void upload(const std::filesystem::path& file, const std::string& path) = 0;
  /// What is in a folder ("" is the root), not what is below that; empty where there is none.
  virtual std::vector<ArtifactFile> list(const std::string& folder) = 0;
  /// The file appears whole or not at all.
  virtual void download(const std::string& path, const std::filesystem::path& target) = 0;
};

/// The store of an artifact URI: a folder, `file:`, `mlflow-artifacts:` (through the tracking
/// server), `s3://`. Throws ConfigError for another scheme.
std::unique_ptr<ArtifactStore> open_artifact_store(const std::string& uri,
                                                   const TrackingSettings& settings,
                                                   Patience patience = {});

/// A folder with all that is below it.
void upload_folder(ArtifactStore& store, const std::filesystem::path& folder,
                   const std::string& path);

}  // namespace petseg
