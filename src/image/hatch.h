#pragma once

#include <opencv2/core/mat.hpp>

namespace petseg {

/// Draws diagonal stripes of kIgnoredColour over the pixels of `region`, an 8-bit mask as large as
/// the RGB image: what is not known, as maps show it. The image shows between them.
void hatch(cv::Mat& image, const cv::Mat& region, int stripe_width);

}  // namespace petseg
