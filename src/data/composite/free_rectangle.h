#pragma once

#include <vector>

#include <opencv2/core/mat.hpp>

namespace petseg {

/// The largest rectangles without a set pixel of `shape` (8-bit [H, W]), one for each row at which
/// they can end, `min_bottom` or below: to within 4 pixels, a few pixels away from the shape, and
/// with an aspect between 1:2 and 2:1. The largest comes first.
std::vector<cv::Rect> free_rectangles(const cv::Mat& shape, int min_bottom);

}  // namespace petseg
