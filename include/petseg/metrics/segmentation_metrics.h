#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "petseg/metrics/photo_score.h"

namespace petseg {

/// Dataset metrics: the pixels of all photos are pooled in one confusion matrix first. A metric has
/// no value where its denominator holds no truth: a class without a truth pixel has no IoU and does
/// not enter the mean; a photo whose pixels are all ignored has no value at all.
struct SegmentationMetrics {
  int n = 0;                   ///< photos
  std::optional<double> miou;  ///< mean of `iou` over the classes that have one
  std::array<std::optional<double>, kNumClasses> iou;  ///< |truth ∩ found| / |truth ∪ found|
  std::optional<double> pet_iou;                       ///< IoU of cat and dog taken as one class
  std::optional<double>
      species_swap;  ///< of the pet pixels found as pet, the share of the wrong species
};

SegmentationMetrics segmentation_metrics(std::span<const PhotoScore> photos);
SegmentationMetrics segmentation_metrics(const PhotoScore& photo);

/// Names and values as they stand in every log, report and run:
/// miou, iou_background, iou_cat, iou_dog, pet_iou, species_swap.
std::vector<std::pair<std::string, std::optional<double>>> named_values(
    const SegmentationMetrics& metrics);

}  // namespace petseg
