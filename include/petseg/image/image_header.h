#pragma once

#include <optional>
#include <string_view>

#include <opencv2/core/types.hpp>

namespace petseg {

/// The size in pixels as it is stored, before any EXIF orientation, read from the header of a JPEG,
/// PNG, GIF, BMP, WebP or TIFF without decoding anything. Nothing when the header is none of these,
/// or tells of a size that is not positive.
std::optional<cv::Size> image_size(std::string_view bytes);

/// The orientation of a JPEG by its EXIF block (tag 0x0112, CIPA DC-008): 1 is upright, 2 … 8 are
/// its mirrors and quarter turns. 1 for other formats and where the block is absent or damaged.
int exif_orientation(std::string_view bytes);

}  // namespace petseg
