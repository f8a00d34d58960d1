#pragma once

#include <opencv2/core/mat.hpp>

namespace petseg {

/// The largest rectangle without a set pixel of `shape` (8-bit [H, W]) that ends at row
/// `min_bottom` or below it, with an aspect between 1:2 and 2:1; to within 4 pixels, and a few
/// pixels away from the shape. Empty when there is none.
cv::Rect largest_free_rectangle(const cv::Mat& shape, int min_bottom);

}  // namespace petseg
