#pragma once

#include <opencv2/core/mat.hpp>

namespace petseg {

/// Whether a photo has a frame or a bar: a line along one of its sides, in the outer tenth, nearly
/// as long as the side.
bool has_frame(const cv::Mat& rgb);

}  // namespace petseg
