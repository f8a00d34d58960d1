#include "petseg/metrics/segmentation_metrics.h"

#include <string>

namespace petseg {
namespace {

std::optional<double> ratio(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

SegmentationMetrics from_confusion(const PhotoScore& sum, int n) {
  SegmentationMetrics metrics;
  metrics.n = n;
  const auto& pixels = sum.confusion;

  double iou_sum = 0;
  int classes = 0;
  for (int c = 0; c < kNumClasses; ++c) {
    std::int64_t truth = 0;
    std::int64_t found = 0;
    for (int other = 0; other < kNumClasses; ++other) {
      truth += pixels[c][other];
      found += pixels[other][c];
    }
    if (truth == 0) continue;
    metrics.iou[c] = ratio(pixels[c][c], truth + found - pixels[c][c]);
    iou_sum += *metrics.iou[c];
    ++classes;
  }
  if (classes > 0) metrics.miou = iou_sum / classes;

  const std::int64_t right_species = pixels[kCat][kCat] + pixels[kDog][kDog];
  const std::int64_t swapped = pixels[kCat][kDog] + pixels[kDog][kCat];
  const std::int64_t missed = pixels[kCat][kBackground] + pixels[kDog][kBackground];
  const std::int64_t invented = pixels[kBackground][kCat] + pixels[kBackground][kDog];
  const std::int64_t found_as_pet = right_species + swapped;
  if (found_as_pet + missed > 0) {
    metrics.pet_iou = ratio(found_as_pet, found_as_pet + missed + invented);
  }
  metrics.species_swap = ratio(swapped, found_as_pet);
  return metrics;
}

}  // namespace

SegmentationMetrics segmentation_metrics(std::span<const PhotoScore> photos) {
  PhotoScore sum;
  for (const PhotoScore& photo : photos) sum += photo;
  return from_confusion(sum, static_cast<int>(photos.size()));
}

SegmentationMetrics segmentation_metrics(const PhotoScore& photo) {
  return from_confusion(photo, 1);
}

std::vector<std::pair<std::string, std::optional<double>>> named_values(
    const SegmentationMetrics& metrics) {
  std::vector<std::pair<std::string, std::optional<double>>> values{{"miou", metrics.miou}};
  for (int c = 0; c < kNumClasses; ++c) {
    values.emplace_back("iou_" + std::string(kClassNames[c]), metrics.iou[c]);
  }
  values.emplace_back("pet_iou", metrics.pet_iou);
  values.emplace_back("species_swap", metrics.species_swap);
  return values;
}

}  // namespace petseg
