#pragma once

#include <array>
#include <cstdint>

#include <opencv2/core/mat.hpp>

#include "petseg/core/classes.h"

namespace petseg {

/// What one photo adds to any metric: its pixels by truth and prediction. Scores of photos are
/// added up, so any slice of a data set can be scored from the photos in it.
struct PhotoScore {
  /// confusion[truth][prediction], in pixels.
  std::array<std::array<std::int64_t, kNumClasses>, kNumClasses> confusion{};

  PhotoScore& operator+=(const PhotoScore& other);
};

/// Compares two masks of class ids of the same size, both 8-bit [H, W].
PhotoScore score_masks(const cv::Mat& truth, const cv::Mat& prediction);

}  // namespace petseg
