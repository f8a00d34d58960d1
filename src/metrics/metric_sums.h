#pragma once

#include <array>
#include <vector>

#include "petseg/metrics/photo_score.h"
#include "petseg/metrics/segmentation_metrics.h"

namespace petseg {

/// What the metrics of any photos are ratios of: the sums of several photos are the sum of theirs.
/// Smaller than PhotoScore and of doubles alone, since a bootstrap adds photos up by the million.
/// Pixels are whole numbers below 2^53, so adding and taking away leaves them exact.
struct MetricSums {
  std::array<std::array<double, kNumClasses>, kNumClasses> confusion{};
  std::array<Overlap<double>, kNumClasses> boundary{};
  /// Right pixels less the sum of confidences, a bin.
  std::array<double, kCalibrationBins> surplus{};
  double calibrated = 0;  ///< pixels in those bins
  double image_miou = 0;  ///< sum over the photos that have one, and their number
  double image_miou_photos = 0;
  double soft_iou = 0;  ///< likewise
  double soft_iou_photos = 0;

  /// Adds another one's numbers, times a factor.
  void add(const MetricSums& other, double factor = 1) {
    for (int c = 0; c < kNumClasses; ++c) {
      for (int p = 0; p < kNumClasses; ++p) confusion[c][p] += factor * other.confusion[c][p];
      boundary[c].truth += factor * other.boundary[c].truth;
      boundary[c].found += factor * other.boundary[c].found;
      boundary[c].both += factor * other.boundary[c].both;
    }
    for (int bin = 0; bin < kCalibrationBins; ++bin) surplus[bin] += factor * other.surplus[bin];
    calibrated += factor * other.calibrated;
    image_miou += factor * other.image_miou;
    image_miou_photos += factor * other.image_miou_photos;
    soft_iou += factor * other.soft_iou;
    soft_iou_photos += factor * other.soft_iou_photos;
  }
};

MetricSums metric_sums(const PhotoScore& photo);

/// All but `n` and the numbers of photos.
SegmentationMetrics metrics_of(const MetricSums& sums);

/// The values alone, in the order of measure_names(); not a number where there is none.
std::vector<double> measure_values(const MetricSums& sums);

}  // namespace petseg
