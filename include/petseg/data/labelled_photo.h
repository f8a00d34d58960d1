#pragma once

#include <filesystem>
#include <string>

#include <opencv2/core/mat.hpp>

#include "petseg/data/manifest.h"

namespace petseg {

/// A photo with its truth, both at the photo's own size.
struct LabelledPhoto {
  cv::Mat image;  ///< 8-bit RGB [H, W, 3]
  cv::Mat mask;   ///< 8-bit class ids [H, W]
};

/// Throws DataError that names the values when a mask holds any that is no class id.
void check_mask_values(const cv::Mat& mask, const std::string& name);

/// Reads one photo of a data set. Throws DataError when photo and mask differ in size or the mask
/// holds a value that is no class id (the message names the values).
LabelledPhoto load_photo(const std::filesystem::path& folder, const PhotoRecord& record);

}  // namespace petseg
