#include "petseg/tracking/artifact_store.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <unistd.h>

#include "petseg/core/byte_progress.h"
#include "petseg/core/error.h"
#include "petseg/core/log.h"

#include "tracking/artifact_path.h"
#include "tracking/file_uri.h"
#include "tracking/folder_artifacts.h"
#include "tracking/proxy_artifacts.h"
#include "tracking/s3_artifacts.h"
#include "tracking/server_artifacts.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// Whether the folder of a run, <root>/<experiment>/<run>/artifacts, is one that this computer
/// shares with the server.
bool is_shared(const fs::path& artifacts) {
  std::error_code unknown;
  if (fs::is_directory(artifacts, unknown)) return true;
  const fs::path root = artifacts.parent_path().parent_path().parent_path();
  return root.has_relative_path() && fs::is_directory(root, unknown) &&
         ::access(root.c_str(), W_OK) == 0;
}

}  // namespace

void UploadNotes::set(const std::string& address, const std::string& text) {
  texts[address] = text;
  if (on_change) on_change();
}

void UploadNotes::erase(const std::string& address) {
  if (texts.erase(address) > 0 && on_change) on_change();
}

std::unique_ptr<ArtifactStore> open_artifact_store(const std::string& uri,
                                                   const TrackingSettings& settings,
                                                   Patience patience, const ArtifactOwner& owner) {
  if (uri.starts_with("mlflow-artifacts:")) {
    if (settings.is_remote()) {
      return std::make_unique<ProxyArtifacts>(uri, settings, std::move(patience), owner);
    }
    throw ConfigError(fmt::format(
        "{}: is kept by a server; set MLFLOW_TRACKING_URI to its http(s) address", uri));
  }
  const bool knows_owner = settings.is_remote() && owner.is_known();
  if (uri.starts_with("s3://")) {
    if (knows_owner && !has_s3_keys()) {
      return std::make_unique<ServerArtifacts>(uri, owner, "there are no keys of S3 here", settings,
                                               std::move(patience));
    }
    return std::make_unique<S3Artifacts>(uri, s3_settings(), http_settings(settings),
                                         std::move(patience));
  }
  const auto folder = path_of_uri(uri);
  if (!folder && knows_owner) {
    return std::make_unique<ServerArtifacts>(uri, owner, "petseg does not write there itself",
                                             settings, std::move(patience));
  }
  if (!folder) {
    throw ConfigError(fmt::format(
        "{}: expected artifacts in a folder, or at file:, mlflow-artifacts: or s3: addresses",
        uri));
  }
  if (knows_owner && !is_shared(*folder)) {
    return std::make_unique<ServerArtifacts>(uri, owner, "this folder is the server's own",
                                             settings, std::move(patience));
  }
  return std::make_unique<FolderArtifacts>(*folder);
}

namespace {

struct FileToSend {
  fs::path file;
  std::string path;  ///< in the store
  std::uint64_t bytes = 0;
};

std::vector<FileToSend> files_below(const fs::path& folder, const std::string& path) {
  std::vector<FileToSend> files;
  std::error_code failure;
  for (fs::recursive_directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    if (!entry->is_regular_file(failure)) continue;
    const std::string below = entry->path().lexically_relative(folder).generic_string();
    files.push_back({entry->path(), joined_path(path, below), entry->file_size(failure)});
  }
  if (failure) {
    throw IoError(fmt::format("{}: cannot be read: {}", folder.string(), failure.message()));
  }
  std::ranges::sort(files, {}, &FileToSend::path);
  return files;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == path.npos ? "" : path.substr(0, slash);
}

/// A server that takes a file and keeps a part of it is found out here.
void check_sizes(ArtifactStore& store, const std::vector<FileToSend>& files) {
  std::map<std::string, std::map<std::string, std::uint64_t>> there;  // by folder and path
  for (const FileToSend& sent : files) {
    const std::string folder = folder_of(sent.path);
    if (!there.contains(folder)) {
      for (const ArtifactFile& file : store.list(folder)) there[folder][file.path] = file.bytes;
    }
    const auto found = there[folder].find(sent.path);
    const bool is_there = found != there[folder].end();
    if (is_there && found->second == sent.bytes) continue;
    // MLflow's servers decode "%41" in a name once more.
    if (!is_there && sent.path.find('%') != sent.path.npos) continue;
    throw IoError(fmt::format(
        "{}: {}: {} there after it was sent, expected {}", store.name(), sent.path,
        is_there ? bytes_text(found->second) + " are" : "nothing is", bytes_text(sent.bytes)));
  }
}

}  // namespace

bool holds(ArtifactStore& store, const std::string& path, std::uint64_t bytes) {
  return std::ranges::any_of(store.list(folder_of(path)), [&](const ArtifactFile& file) {
    return file.path == path && !file.is_folder && file.bytes == bytes;
  });
}

bool upload_folder(ArtifactStore& store, const fs::path& folder, const std::string& path,
                   const std::string& progress_label) {
  check_artifact_folder(path);
  const std::vector<FileToSend> files = files_below(folder, path);
  std::uint64_t total = 0, done = 0;
  for (const FileToSend& file : files) total += file.bytes;
  std::optional<ByteProgress> line;
  if (!progress_label.empty()) line.emplace(progress_label, total);

  std::vector<FileToSend> taken;
  const auto before = std::exchange(store.on_progress, {});
  if (line) store.on_progress = [&](std::uint64_t now) { line->show(done + now); };
  std::exception_ptr failure;
  try {
    for (const FileToSend& file : files) {
      try {
        store.upload(file.file, file.path);
        taken.push_back(file);
      } catch (const ArtifactRefusal& refusal) {
        log().warn("[tracking] left out: {}", refusal.what());
      }
      done += file.bytes;
    }
    check_sizes(store, taken);
  } catch (...) {
    failure = std::current_exception();
  }
  store.on_progress = before;
  if (failure) std::rethrow_exception(failure);
  return taken.size() == files.size();
}

}  // namespace petseg
