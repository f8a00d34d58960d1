#include "petseg/tracking/model_uri.h"

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::string_view kFileScheme = "file:";

std::string without_file_scheme(const std::string& uri) {
  if (!uri.starts_with(kFileScheme)) return uri;
  const std::string path = uri.substr(kFileScheme.size());
  return path.starts_with("//") ? path.substr(2) : path;
}

}  // namespace

fs::path resolve_model_uri(const std::string& uri) {
  const std::string path = without_file_scheme(uri);
  if (const auto colon = path.find(":/"); path == uri && colon != std::string::npos && colon > 0) {
    throw ConfigError(
        fmt::format("--model_uri {}: \"{}:\" addresses need a tracking client, which this version "
                    "does not have "
                    "yet; give the run's folder, as in runs/run_1",
                    uri, path.substr(0, colon)));
  }
  fs::path folder(path);
  if (!folder.has_filename()) folder = folder.parent_path();  // "runs/run_1/" names runs/run_1
  for (const fs::path& candidate : {folder / "model", folder}) {
    if (fs::is_regular_file(candidate / "model.json")) return candidate;
  }
  throw IoError(fmt::format(
      "--model_uri {}: {}; expected a run folder with model/model.json, or that model folder", uri,
      fs::exists(folder) ? "holds no saved model" : "does not exist"));
}

std::optional<fs::path> find_weights_file(const std::string& uri) {
  fs::path path = without_file_scheme(uri);
  std::error_code unknown;
  if (!fs::is_regular_file(path, unknown)) return std::nullopt;
  return path;
}

}  // namespace petseg
