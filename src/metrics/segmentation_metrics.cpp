#include "petseg/metrics/segmentation_metrics.h"

#include <cmath>
#include <string>

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

template <class T>
Measure iou_of(const Overlap<T>& c) {
  const auto both = static_cast<double>(c.both);
  return ratio(both, static_cast<double>(c.truth + c.found) - both, c.truth > 0);
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

Overlap<std::int64_t> pixels_of(int c, const PhotoScore& score) {
  Overlap<std::int64_t> pixels{.both = score.confusion[c][c]};
  for (int other = 0; other < kNumClasses; ++other) {
    pixels.truth += score.confusion[c][other];
    pixels.found += score.confusion[other][c];
  }
  return pixels;
}

std::int64_t known_pixels(const PhotoScore& score) {
  std::int64_t known = 0;
  for (const auto& row : score.confusion) {
    for (const std::int64_t pixels : row) known += pixels;
  }
  return known;
}

void set_class_measures(SegmentationMetrics& metrics, const PhotoScore& sum) {
  const std::int64_t known = known_pixels(sum);
  for (int c = 0; c < kNumClasses; ++c) {
    const Overlap<std::int64_t> pixels = pixels_of(c, sum);
    const auto truth = static_cast<double>(pixels.truth);
    const auto found = static_cast<double>(pixels.found);
    const auto both = static_cast<double>(pixels.both);
    const auto others = static_cast<double>(known) - truth;
    const bool is_there = pixels.truth > 0;
    metrics.iou[c] = iou_of(pixels);
    metrics.dice[c] = ratio(2 * both, truth + found, is_there);
    metrics.precision[c] = ratio(both, found, is_there);
    metrics.recall[c] = ratio(both, truth);
    metrics.specificity[c] = ratio(others - (found - both), others, is_there);
    metrics.boundary_iou[c] = iou_of(sum.boundary[c]);
  }
  metrics.miou = mean(metrics.iou);
  metrics.mean_dice = mean(metrics.dice);
  metrics.mean_boundary_iou = mean(metrics.boundary_iou);
}

void set_pet_measures(SegmentationMetrics& metrics, const PhotoScore& sum) {
  const auto& pixels = sum.confusion;
  const std::int64_t right_species = pixels[kCat][kCat] + pixels[kDog][kDog];
  const std::int64_t swapped = pixels[kCat][kDog] + pixels[kDog][kCat];
  const std::int64_t missed = pixels[kCat][kBackground] + pixels[kDog][kBackground];
  const std::int64_t invented = pixels[kBackground][kCat] + pixels[kBackground][kDog];
  const std::int64_t found_as_pet = right_species + swapped;
  metrics.pet_iou = iou_of(Overlap<std::int64_t>{
      .truth = found_as_pet + missed, .found = found_as_pet + invented, .both = found_as_pet});
  metrics.species_swap = ratio(static_cast<double>(swapped), static_cast<double>(found_as_pet));
}

Measure calibration_error(const PhotoScore& sum) {
  double error = 0;
  std::int64_t pixels = 0;
  for (const CalibrationBin& bin : sum.calibration) {
    error += std::abs(static_cast<double>(bin.right) - bin.confidence);
    pixels += bin.pixels;
  }
  return ratio(error, static_cast<double>(pixels));
}

/// All that pooled pixels give.
SegmentationMetrics pooled_metrics(const PhotoScore& sum) {
  SegmentationMetrics metrics;
  set_class_measures(metrics, sum);
  set_pet_measures(metrics, sum);
  std::int64_t right = 0;
  for (int c = 0; c < kNumClasses; ++c) right += sum.confusion[c][c];
  metrics.pixel_accuracy =
      ratio(static_cast<double>(right), static_cast<double>(known_pixels(sum)));
  metrics.ece = calibration_error(sum);
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

/// The metrics of one photo, whose means over photos are its own values.
SegmentationMetrics photo_metrics(const PhotoScore& photo) {
  SegmentationMetrics metrics = pooled_metrics(photo);
  metrics.image_miou = metrics.miou;
  metrics.soft_iou = soft_iou(photo);
  return metrics;
}

/// One photo more in a mean over photos.
void add_photo(Measure& mean_over_photos, const Measure& photo) {
  if (!photo) return;
  mean_over_photos.numerator += *photo;
  mean_over_photos.denominator += 1;
  mean_over_photos.emplace(mean_over_photos.numerator / mean_over_photos.denominator);
}

/// Every measure under its name: the one list of both.
std::vector<std::pair<std::string, Measure*>> measures(SegmentationMetrics& metrics) {
  std::vector<std::pair<std::string, Measure*>> list;
  const auto add_classes = [&](const std::string& name, ClassMeasures& classes) {
    for (int c = 0; c < kNumClasses; ++c) {
      list.emplace_back(name + "_" + std::string(kClassNames[c]), &classes[c]);
    }
  };
  list.emplace_back("miou", &metrics.miou);
  add_classes("iou", metrics.iou);
  list.emplace_back("pet_iou", &metrics.pet_iou);
  list.emplace_back("species_swap", &metrics.species_swap);
  list.emplace_back("image_miou", &metrics.image_miou);
  list.emplace_back("pixel_accuracy", &metrics.pixel_accuracy);
  list.emplace_back("dice", &metrics.mean_dice);
  add_classes("dice", metrics.dice);
  add_classes("precision", metrics.precision);
  add_classes("recall", metrics.recall);
  add_classes("specificity", metrics.specificity);
  list.emplace_back("boundary_iou", &metrics.mean_boundary_iou);
  add_classes("boundary_iou", metrics.boundary_iou);
  list.emplace_back("soft_iou", &metrics.soft_iou);
  list.emplace_back("ece", &metrics.ece);
  return list;
}

}  // namespace

SegmentationMetrics segmentation_metrics(std::span<const PhotoScore> photos) {
  PhotoScore sum;
  for (const PhotoScore& photo : photos) sum += photo;
  SegmentationMetrics metrics = pooled_metrics(sum);
  metrics.n = static_cast<int>(photos.size());
  const auto totals = measures(metrics);
  for (const PhotoScore& photo : photos) {
    SegmentationMetrics own = photo_metrics(photo);
    add_photo(metrics.image_miou, own.image_miou);
    add_photo(metrics.soft_iou, own.soft_iou);
    const auto values = measures(own);
    for (std::size_t i = 0; i < values.size(); ++i) {
      totals[i].second->photos += values[i].second->has_value() ? 1 : 0;
    }
  }
  return metrics;
}

SegmentationMetrics segmentation_metrics(const PhotoScore& photo) {
  return segmentation_metrics({&photo, 1});
}

std::vector<std::pair<std::string, Measure>> named_measures(const SegmentationMetrics& metrics) {
  SegmentationMetrics copy = metrics;
  std::vector<std::pair<std::string, Measure>> list;
  for (const auto& [name, measure] : measures(copy)) list.emplace_back(name, *measure);
  return list;
}

std::vector<std::pair<std::string, std::optional<double>>> named_values(
    const SegmentationMetrics& metrics) {
  std::vector<std::pair<std::string, std::optional<double>>> values;
  for (const auto& [name, measure] : named_measures(metrics)) values.emplace_back(name, measure);
  return values;
}

}  // namespace petseg
