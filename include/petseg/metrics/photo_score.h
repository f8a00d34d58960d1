#pragma once

#include <array>
#include <cstdint>

#include <opencv2/core/mat.hpp>

#include "petseg/core/classes.h"

namespace petseg {

/// The width of the band along a class's outline that boundary IoU looks at, as a share of the
/// photo's diagonal (Cheng et al., "Boundary IoU", 2021).
inline constexpr double kBoundaryWidth = 0.02;

/// Bins of equal width that confidences are sorted into, as in Guo et al., "On Calibration of
/// Modern Neural Networks", 2017.
inline constexpr int kCalibrationBins = 15;

/// What truth and prediction say of one class, in pixels or in sums of probabilities.
template <class T>
struct Overlap {
  T truth{};
  T found{};
  T both{};

  Overlap& operator+=(const Overlap& other) {
    truth += other.truth;
    found += other.found;
    both += other.both;
    return *this;
  }
};

/// The pixels whose predicted class has a probability within one bin.
struct CalibrationBin {
  std::int64_t pixels = 0;
  std::int64_t right = 0;  ///< those whose predicted class is the true one
  double confidence = 0;   ///< sum of the predicted classes' probabilities

  CalibrationBin& operator+=(const CalibrationBin& other) {
    pixels += other.pixels;
    right += other.right;
    confidence += other.confidence;
    return *this;
  }
};

/// What one photo adds to any metric. Scores of photos are added up, so any slice of a data set can
/// be scored from the photos in it. Only pixels whose truth is known are counted.
struct PhotoScore {
  /// confusion[truth][prediction], in pixels.
  std::array<std::array<std::int64_t, kNumClasses>, kNumClasses> confusion{};
  std::int64_t ignored = 0;  ///< pixels whose truth is not known
  /// Pixels in the band along each class's outline, on its inner side.
  std::array<Overlap<std::int64_t>, kNumClasses> boundary{};
  /// Of each class the sums Σt, Σp and Σp·t over pixels, p its probability, t 1 where it is the
  /// truth, else 0. All zero where masks alone were scored.
  std::array<Overlap<double>, kNumClasses> soft{};
  /// Bin i holds confidences in [i, i + 1) / kCalibrationBins, the last one 1 as well. Empty where
  /// masks alone were scored.
  std::array<CalibrationBin, kCalibrationBins> calibration{};

  PhotoScore& operator+=(const PhotoScore& other);
};

/// Compares two masks of the same size, both 8-bit [H, W]: the truth of class ids and kIgnoreLabel,
/// the prediction of class ids. Throws std::out_of_range for another value at a known pixel.
///
/// Boundary bands are those of the paper: the pixels of a class that 3×3 erosions take away, as
/// many as the width has pixels (at least one); the photo's edge is an outline too. A pixel without
/// a known truth neither stands in a band nor makes one, be it in the truth or in the prediction.
PhotoScore score_masks(const cv::Mat& truth, const cv::Mat& prediction);

/// The same, and what the probabilities say: float32 [H, W, kNumClasses] of the same size, whose
/// likeliest class is the prediction.
PhotoScore score_prediction(const cv::Mat& truth, const cv::Mat& prediction,
                            const cv::Mat& probabilities);

}  // namespace petseg
