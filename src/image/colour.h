#pragma once

#include <opencv2/core/types.hpp>

#include "petseg/image/palette.h"

namespace petseg {

/// The colour as OpenCV's functions take it, for RGB images.
inline cv::Scalar scalar(Colour colour) {
  return {static_cast<double>(colour.red), static_cast<double>(colour.green),
          static_cast<double>(colour.blue)};
}

}  // namespace petseg
