#include "bundle/pet_box.h"

#include <algorithm>
#include <cmath>

#include <opencv2/core.hpp>

#include "petseg/core/classes.h"

namespace petseg {
namespace {

constexpr double kSmallest = 0.001;  // of the photo's pixels are pet
constexpr double kLargest = 0.85;    // of the photo lies in the box
constexpr double kOutliers = 0.01;   // of the pet's pixels lie beyond each of the box's sides
constexpr double kMargin = 0.05;     // of the box, at each side
constexpr int kShortest = 16;        // pixels

/// Of the pets' pixels along one direction. counts: float64 [1, N] or [N, 1], which sum to 1.
cv::Range span_of(const cv::Mat& counts) {
  const int length = static_cast<int>(counts.total());
  int first = length, last = 0;
  double before = 0;
  for (int i = 0; i < length; ++i) {
    const double until = before + counts.at<double>(i);
    if (until > kOutliers) first = std::min(first, i);
    if (before < 1 - kOutliers) last = i;
    before = until;
  }
  const double margin = kMargin * (last + 1 - first);
  return {std::max(0, static_cast<int>(std::floor(first - margin))),
          std::min(length, static_cast<int>(std::ceil(last + 1 + margin)))};
}

}  // namespace

std::optional<cv::Rect> pet_box(const cv::Mat& mask) {
  const cv::Mat pet = mask != kBackground;
  const double pixels = cv::countNonZero(pet);
  if (pixels < kSmallest * static_cast<double>(mask.total())) return std::nullopt;
  const auto counts_along = [&](int dimension) {
    cv::Mat sums;
    cv::reduce(pet, sums, dimension, cv::REDUCE_SUM, CV_64F);
    return cv::Mat(sums / (255 * pixels));
  };
  const cv::Range columns = span_of(counts_along(0)), rows = span_of(counts_along(1));
  const cv::Rect box(columns.start, rows.start, columns.size(), rows.size());
  const bool is_most = box.area() > kLargest * static_cast<double>(mask.total());
  if (is_most || std::min(box.width, box.height) < kShortest) return std::nullopt;
  return box;
}

}  // namespace petseg
