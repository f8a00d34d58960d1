#pragma once

#include <optional>

#include <opencv2/core/types.hpp>

namespace petseg {

/// The part of a photo that its pets stand in, a little wider than they are. `mask`: class ids of a
/// prediction, 8-bit [H, W]. Nothing where no pet was found, or so much of the photo would be left
/// that looking at it alone shows nothing new.
std::optional<cv::Rect> pet_box(const cv::Mat& mask);

}  // namespace petseg
