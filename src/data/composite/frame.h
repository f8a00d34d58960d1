#pragma once

#include <opencv2/core/mat.hpp>

namespace petseg {

/// Whether a photo has a frame or a bar: a line along one of its sides, nearly as long as the side,
/// in the outer tenth, or in the outer quarter where the side has one colour.
bool has_frame(const cv::Mat& rgb);

}  // namespace petseg
