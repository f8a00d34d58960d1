#include "metrics/metric_sums.h"

#include <cmath>

namespace petseg {
namespace {

constexpr double kSoftIouSmoothing = 1e-6;  // the original's

/// Without a value where there is no truth or nothing to divide by.
Measure ratio(double part, double whole, bool has_truth = true) {
  Measure measure;
  measure.numerator = part;
  measure.denominator = whole;
  if (has_truth && whole > 0) measure.emplace(part / whole);
  return measure;
}

Measure iou_of(const Overlap<double>& c) {
  return ratio(c.both, c.truth + c.found - c.both, c.truth > 0);
}

/// Of the values that there are.
Measure mean(const ClassMeasures& classes) {
  double sum = 0;
  double count = 0;
  for (const Measure& measure : classes) {
    if (!measure) continue;
    sum += *measure;
    ++count;
  }
  return ratio(sum, count);
}

Overlap<double> pixels_of(int c, const MetricSums& sums) {
  Overlap<double> pixels{.both = sums.confusion[c][c]};
  for (int other = 0; other < kNumClasses; ++other) {
    pixels.truth += sums.confusion[c][other];
    pixels.found += sums.confusion[other][c];
  }
  return pixels;
}

double known_pixels(const MetricSums& sums) {
  double known = 0;
  for (const auto& row : sums.confusion) {
    for (const double pixels : row) known += pixels;
  }
  return known;
}

void set_class_measures(SegmentationMetrics& metrics, const MetricSums& sums) {
  const double known = known_pixels(sums);
  double right = 0;
  for (int c = 0; c < kNumClasses; ++c) {
    const Overlap<double> pixels = pixels_of(c, sums);
    const double others = known - pixels.truth;
    const bool is_there = pixels.truth > 0;
    metrics.iou[c] = iou_of(pixels);
    metrics.dice[c] = ratio(2 * pixels.both, pixels.truth + pixels.found, is_there);
    metrics.precision[c] = ratio(pixels.both, pixels.found, is_there);
    metrics.recall[c] = ratio(pixels.both, pixels.truth);
    metrics.specificity[c] = ratio(others - (pixels.found - pixels.both), others, is_there);
    metrics.boundary_iou[c] = iou_of(sums.boundary[c]);
    right += pixels.both;
  }
  metrics.miou = mean(metrics.iou);
  metrics.mean_dice = mean(metrics.dice);
  metrics.mean_boundary_iou = mean(metrics.boundary_iou);
  metrics.pixel_accuracy = ratio(right, known);
}

void set_pet_measures(SegmentationMetrics& metrics, const MetricSums& sums) {
  const auto& pixels = sums.confusion;
  const double right_species = pixels[kCat][kCat] + pixels[kDog][kDog];
  const double swapped = pixels[kCat][kDog] + pixels[kDog][kCat];
  const double missed = pixels[kCat][kBackground] + pixels[kDog][kBackground];
  const double invented = pixels[kBackground][kCat] + pixels[kBackground][kDog];
  const double found_as_pet = right_species + swapped;
  metrics.pet_iou = iou_of(
      {.truth = found_as_pet + missed, .found = found_as_pet + invented, .both = found_as_pet});
  metrics.species_swap = ratio(swapped, found_as_pet);
}

Measure calibration_error(const MetricSums& sums) {
  double error = 0;
  for (const double surplus : sums.surplus) error += std::abs(surplus);
  return ratio(error, sums.calibrated);
}

/// All that pooled pixels give.
SegmentationMetrics pooled_metrics(const MetricSums& sums) {
  SegmentationMetrics metrics;
  set_class_measures(metrics, sums);
  set_pet_measures(metrics, sums);
  metrics.ece = calibration_error(sums);
  return metrics;
}

/// Of one photo. No value where it was scored by masks alone or has no known pixel.
Measure soft_iou(const PhotoScore& photo) {
  double sum = 0;
  double truth = 0;
  for (const Overlap<double>& c : photo.soft) {
    sum += (c.both + kSoftIouSmoothing) / (c.truth + c.found - c.both + kSoftIouSmoothing);
    truth += c.truth;
  }
  return ratio(sum, kNumClasses, truth > 0);
}

}  // namespace

MetricSums metric_sums(const PhotoScore& photo) {
  MetricSums sums;
  for (int t = 0; t < kNumClasses; ++t) {
    for (int p = 0; p < kNumClasses; ++p) {
      sums.confusion[t][p] = static_cast<double>(photo.confusion[t][p]);
    }
    sums.boundary[t] = {.truth = static_cast<double>(photo.boundary[t].truth),
                        .found = static_cast<double>(photo.boundary[t].found),
                        .both = static_cast<double>(photo.boundary[t].both)};
  }
  for (int bin = 0; bin < kCalibrationBins; ++bin) {
    const CalibrationBin& own = photo.calibration[bin];
    sums.surplus[bin] = static_cast<double>(own.right) - own.confidence;
    sums.calibrated += static_cast<double>(own.pixels);
  }
  const Measure miou = pooled_metrics(sums).miou;
  const Measure soft = soft_iou(photo);
  sums.image_miou = miou.value_or(0);
  sums.image_miou_photos = miou ? 1 : 0;
  sums.soft_iou = soft.value_or(0);
  sums.soft_iou_photos = soft ? 1 : 0;
  return sums;
}

SegmentationMetrics metrics_of(const MetricSums& sums) {
  SegmentationMetrics metrics = pooled_metrics(sums);
  metrics.image_miou = ratio(sums.image_miou, sums.image_miou_photos);
  metrics.soft_iou = ratio(sums.soft_iou, sums.soft_iou_photos);
  return metrics;
}

}  // namespace petseg
