#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "petseg/core/error.h"
#include "petseg/tracking/rest_store.h"
#include "petseg/tracking/tracked_run.h"
#include "petseg/tracking/tracking_settings.h"

namespace petseg {

struct ArtifactFile {
  std::string path;  ///< from the store's root, with "/"
  bool is_folder = false;
  std::uint64_t bytes = 0;
  std::string version;  ///< changes with the content where the store names one (S3's ETag)
};

/// The store does not take this file, and will not take it later either: it is too large, or has a
/// name that the store has no place for.
struct ArtifactRefusal : IoError {
  using IoError::IoError;
};

/// What stores note of uploads in parts that are under way, by the file's address: with it another
/// attempt, or another process, goes on where one was cut.
struct UploadNotes {
  std::map<std::string, std::string> texts;
  std::function<void()> on_change;

  void set(const std::string& address, const std::string& text);
  void erase(const std::string& address);
};

/// The files of a run, or of a model. Paths are relative to its root, have "/" between names, and
/// never lead out of it. All calls throw IoError when the store cannot be reached, read or written,
/// and ConfigError for a path that leads out.
class ArtifactStore {
 public:
  virtual ~ArtifactStore() = default;

  /// Its address, for messages.
  virtual std::string name() const = 0;
  /// Puts a file there, in place of an earlier one of that path. Throws ArtifactRefusal.
  virtual void upload(const std::filesystem::path& file, const std::string& path) = 0;
  /// What is in a folder ("" is the root), not what is below that; empty where there is none.
  virtual std::vector<ArtifactFile> list(const std::string& folder) = 0;
  /// The file appears whole or not at all.
  virtual void download(const std::string& path, const std::filesystem::path& target) = 0;

  /// Called now and then with the bytes of the file that have been sent or received so far.
  std::function<void(std::uint64_t)> on_progress;
  /// Where there are some, an upload that failed may be tried again; else it is taken back.
  UploadNotes* notes = nullptr;
};

/// Whose files they are, for servers that are asked for them by that.
struct ArtifactOwner {
  std::string run_id = {}, model_id = {};  ///< one of them, or none
  bool is_known() const { return !run_id.empty() || !model_id.empty(); }
};

/// The store of an artifact URI: a folder, `file:`, `mlflow-artifacts:` (through the tracking
/// server), `s3://`.
///
/// Where the client cannot reach the files of a run or a model itself (the folder is the server's,
/// which may also hand out no artifacts; there are no keys; another cloud), they go by addresses
/// that the server signs, or through it: files of runs, of at most 10 MB, and not empty. Throws
/// ConfigError for such an address without an owner.
std::unique_ptr<ArtifactStore> open_artifact_store(const std::string& uri,
                                                   const TrackingSettings& settings,
                                                   Patience patience = {},
                                                   const ArtifactOwner& owner = {});
inline std::unique_ptr<ArtifactStore> open_artifact_store(const RunInfo& run,
                                                          const TrackingSettings& settings,
                                                          Patience patience = {}) {
  return open_artifact_store(run.artifact_uri, settings, std::move(patience),
                             {.run_id = run.run_id});
}

inline std::unique_ptr<ArtifactStore> open_artifact_store(const LoggedModel& model,
                                                          const TrackingSettings& settings,
                                                          Patience patience = {}) {
  return open_artifact_store(model.artifact_uri, settings, std::move(patience),
                             {.model_id = model.model_id});
}

/// Whether the store says that it has a file of that size there.
bool holds(ArtifactStore& store, const std::string& path, std::uint64_t bytes);

/// A folder with all that is below it, whose sizes are compared with what is there afterwards. A
/// file that the store does not take is left out, with a warning. With a label a progress line is
/// shown. Returns whether all files are there.
bool upload_folder(ArtifactStore& store, const std::filesystem::path& folder,
                   const std::string& path, const std::string& progress_label = "");

}  // namespace petseg
