#pragma once

#include <string>
#include <string_view>

#include <opencv2/core/mat.hpp>

namespace petseg {

// JPEG by libjpeg itself. OpenCV's codec, which gives the same pixels and bytes, swaps red and blue
// on the way, a tenth of its time, and prints warnings to stderr.

/// Decodes to 8-bit RGB [H, W, 3] as stored, at 1/1, 1/2, 1/4 or 1/8 of the size. Empty where
/// libjpeg cannot go on.
cv::Mat read_jpeg(std::string_view bytes, int denominator = 1);

/// Baseline JPEG of an RGB or grey image, quality 0 … 100.
std::string write_jpeg(const cv::Mat& image, int quality);

}  // namespace petseg
