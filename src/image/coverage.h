#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/image/palette.h"

namespace petseg {

/// Part of a canvas at four times its size, on which a shape is drawn in white. Averaged down it
/// says how much of each pixel the shape covers: smoother than OpenCV's own antialiasing, and thin
/// strokes keep their weight.
class Coverage {
 public:
  static constexpr int kScale = 4;

  /// Room for a shape that stays within `extent` (canvas pixels).
  explicit Coverage(const cv::Rect2d& extent);

  /// Where a point of the canvas lies on `mask`.
  cv::Point at(cv::Point2d point) const;

  /// Lays `colour` over the canvas where the shape is.
  void blend(cv::Mat& canvas, Colour colour) const;

  cv::Mat mask;  ///< 8-bit, zero at first

 private:
  cv::Rect box_;
};

}  // namespace petseg
