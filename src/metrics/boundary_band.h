#pragma once

#include <opencv2/core/mat.hpp>

namespace petseg {

/// Where a pixel of another class, or the edge of the mask, lies within `width` pixels (chessboard
/// distance): nonzero there, 8-bit [H, W]. mask: 8-bit [H, W] of class ids and kIgnoreLabel, which
/// is no other class; what stands at ignored pixels of the result means nothing.
cv::Mat boundary_band(const cv::Mat& mask, int width);

}  // namespace petseg
