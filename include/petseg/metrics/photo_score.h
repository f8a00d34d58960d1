#pragma once

#include <array>
#include <cstdint>

#include <opencv2/core/mat.hpp>

#include "petseg/core/classes.h"

namespace petseg {

/// What one photo adds to any metric: its pixels by truth and prediction. Scores of photos are
/// added up, so any slice of a data set can be scored from the photos in it.
struct PhotoScore {
  /// confusion[truth][prediction], in pixels whose truth is known.
  std::array<std::array<std::int64_t, kNumClasses>, kNumClasses> confusion{};
  std::int64_t ignored = 0;  ///< pixels whose truth is not known

  PhotoScore& operator+=(const PhotoScore& other);
};

/// Compares two masks of the same size, both 8-bit [H, W]: the truth of class ids and kIgnoreLabel,
/// the prediction of class ids.
PhotoScore score_masks(const cv::Mat& truth, const cv::Mat& prediction);

}  // namespace petseg
