#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <opencv2/core/mat.hpp>

#include "petseg/data/manifest.h"

namespace petseg {

/// A photo with its truth, both at the photo's own size.
struct LabelledPhoto {
  cv::Mat image;  ///< 8-bit RGB [H, W, 3]
  cv::Mat mask;   ///< 8-bit class ids and kIgnoreLabel [H, W]
};

/// Throws DataError that names the values when a mask holds any but class ids and kIgnoreLabel.
void check_mask_values(const cv::Mat& mask, const std::string& name);

/// A photo out of the bytes of its files, whose names are for messages. Throws DataError when they
/// cannot be decoded, when photo and mask differ in size, or as check_mask_values() does.
LabelledPhoto decode_photo(std::string_view image, const std::string& image_name,
                           std::string_view mask, const std::string& mask_name);

/// Reads one photo of a data set. Throws DataError when one of its files is not what the manifest
/// says, or as decode_photo() does.
LabelledPhoto load_photo(const std::filesystem::path& folder, const PhotoRecord& record);

}  // namespace petseg
