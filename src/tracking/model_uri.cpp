#include "petseg/tracking/model_uri.h"

#include <algorithm>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/tracking/artifact_store.h"

#include "tracking/artifact_path.h"
#include "tracking/file_uri.h"
#include "tracking/model_cache.h"
#include "tracking/model_source.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// "MLmodel, data/, requirements.txt", as far as there is room for it.
std::string names_of(const std::vector<ArtifactFile>& files) {
  constexpr std::size_t kMost = 8;
  std::string names;
  for (std::size_t i = 0; i < std::min(files.size(), kMost); ++i) {
    names +=
        fmt::format("{}{}{}", i > 0 ? ", " : "", files[i].path.substr(files[i].path.rfind('/') + 1),
                    files[i].is_folder ? "/" : "");
  }
  return files.size() > kMost ? names + fmt::format(" and {} more", files.size() - kMost) : names;
}

bool holds(const std::vector<ArtifactFile>& files, const std::string& path) {
  return std::ranges::any_of(
      files, [&](const ArtifactFile& file) { return file.path == path && !file.is_folder; });
}

/// Where the store is a folder of this computer.
std::optional<fs::path> local_folder(const ArtifactStore& store, const std::string& folder) {
  const auto root = path_of_uri(store.name());
  std::error_code unknown;
  if (!root || !fs::exists(*root / folder / kModelFile, unknown)) return std::nullopt;
  return folder.empty() ? *root : *root / folder;
}

fs::path fetch_model(const std::string& uri) {
  const TrackingSettings settings = tracking_settings();
  std::optional<fs::path> model;
  std::vector<std::string> looked;
  for_each_source(uri, [&](const ModelSource& source) {
    const auto store =
        open_artifact_store(source.uri, settings, /*patience=*/{}, {.run_id = source.run_id});
    const std::vector<ArtifactFile> files = store->list(source.folder);
    if (holds(files, joined_path(source.folder, kModelFile)) &&
        holds(files, joined_path(source.folder, kWeightsFile))) {
      model = local_folder(*store, source.folder);
      if (!model) model = cached_model(*store, settings.uri, source.folder, files);
    }
    looked.push_back(
        fmt::format("{} {}", joined_path(store->name(), source.folder),
                    files.empty() ? "does not exist, or is empty" : "holds " + names_of(files)));
    return model.has_value();
  });
  if (model) return *model;
  throw IoError(
      fmt::format("--model_uri {}: {}; expected a model that petseg saved, with {} and {}", uri,
                  fmt::join(looked, ", and "), kModelFile, kWeightsFile));
}

}  // namespace

fs::path resolve_model_uri(const std::string& uri) {
  if (is_remote_model_uri(uri)) return fetch_model(uri);
  const auto path = path_of_uri(uri);
  if (!path) {
    throw ConfigError(
        fmt::format("--model_uri {}: expected a folder, or an address that begins with runs:/, "
                    "models:/, mlflow-artifacts:/, s3:// or file:",
                    uri));
  }
  fs::path folder(*path);
  if (!folder.has_filename()) folder = folder.parent_path();  // "runs/run_1/" names runs/run_1
  for (const fs::path& candidate : {folder / "model", folder}) {
    if (fs::is_regular_file(candidate / kModelFile)) return candidate;
  }
  throw IoError(fmt::format(
      "--model_uri {}: {}; expected a run folder with model/model.json, or that model folder", uri,
      fs::exists(folder) ? "holds no saved model" : "does not exist"));
}

std::optional<fs::path> find_weights_file(const std::string& uri) {
  auto path = path_of_uri(uri);
  std::error_code unknown;
  if (!path || !fs::is_regular_file(*path, unknown)) return std::nullopt;
  return path;
}

}  // namespace petseg
