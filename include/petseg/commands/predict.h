#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace petseg {

struct PredictOptions {
  std::string model_uri;
  std::vector<std::string> img_urls;               ///< files, or http(s) addresses
  std::optional<std::filesystem::path> save_path;  ///< of the figure, .png or .jpg
  std::optional<std::filesystem::path>
      mask_dir;                 ///< gets <stem>.png, 8-bit class ids, for each photo
  std::string device = "auto";  ///< one of kDeviceNames
};

struct PredictResult {
  std::filesystem::path figure;
  std::vector<std::filesystem::path> masks;
};

/// Segments photos at their own size. Writes the figure image | background | cat | dog | all, a row
/// for each photo, and the masks when asked for. All photos are read before anything is written.
PredictResult predict(const PredictOptions& options);

}  // namespace petseg
