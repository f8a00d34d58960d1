#pragma once

#include <string_view>

#include <opencv2/core/mat.hpp>

namespace petseg {

/// Decodes a photo of any format that OpenCV reads (BMP, WebP, TIFF, …) to 8-bit RGB [H, W, 3].
/// Empty where it cannot. Throws IoError where its library cannot be loaded, which is done for the
/// first such photo: it brings a hundred others (GDAL's), three quarters of each start's time.
cv::Mat read_with_opencv(std::string_view bytes);

}  // namespace petseg
