#pragma once

#include <filesystem>

#include <opencv2/core/mat.hpp>

#include "petseg/data/manifest.h"

namespace petseg {

/// A photo with its truth, both at the photo's own size.
struct LabelledPhoto {
  cv::Mat image;  ///< 8-bit RGB [H, W, 3]
  cv::Mat mask;   ///< 8-bit class ids [H, W]
};

/// Reads one photo of a data set. Throws DataError when photo and mask differ in size or the mask
/// holds a value that is no class id (the message names the values).
LabelledPhoto load_photo(const std::filesystem::path& folder, const PhotoRecord& record);

}  // namespace petseg
