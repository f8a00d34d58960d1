#include "petseg/tracking/model_uri.h"

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace fs = std::filesystem;

namespace petseg {

fs::path resolve_model_uri(const std::string& uri) {
  std::string path = uri;
  if (path.starts_with("file:")) {
    path.erase(0, 5);
    if (path.starts_with("//")) path.erase(0, 2);
  } else if (const auto colon = path.find(":/"); colon != std::string::npos && colon > 0) {
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

}  // namespace petseg
