#pragma once

#include <opencv2/core/mat.hpp>

namespace petseg {

/// The photo with its cats and dogs tinted and outlined in the colours of their classes. The
/// outline lies inside the pet, so background pixels stay as they are; pixels of kIgnoreLabel are
/// hatched in kIgnoredColour. `image` is RGB [H, W, 3], `mask` [H, W]; pixels of other values stay
/// as they are, too. Throws std::invalid_argument when they do not belong together.
cv::Mat overlay(const cv::Mat& image, const cv::Mat& mask);

/// The photo in dim grey, pets that were found in their colours again, and each wrong pixel in
/// exactly kMissedColour, kInventedColour or kSwappedColour. Pixels whose truth or prediction is no
/// class id count as right.
cv::Mat error_map(const cv::Mat& image, const cv::Mat& truth, const cv::Mat& prediction);

}  // namespace petseg
