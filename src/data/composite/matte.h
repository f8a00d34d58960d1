#pragma once

#include <opencv2/core/mat.hpp>

#include "data/composite/subject.h"

namespace petseg {

/// What of a photo belongs to its animal, in the subject's box.
struct Matte {
  cv::Mat alpha;   ///< how opaque, 8-bit: 0 … 255
  cv::Mat colour;  ///< 8-bit RGB; near the edge without what shines through of the background
};

/// Annotations are a few pixels off, mostly outside of the animal. Within 2.2 % of the photo from
/// their edge, pixels are therefore the animal's as far as their colour is nearer to what lies
/// inside than to what lies outside; where both have one colour, the edge is drawn in by 0.9 %.
Matte find_matte(const cv::Mat& image, const Subject& subject);

}  // namespace petseg
