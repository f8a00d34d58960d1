#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "petseg/metrics/photo_score.h"

namespace petseg {

/// A metric's value, numerator / denominator, and what it rests on. Where it has none the counts
/// still stand: a dog that was found where there is none is in the denominator of an IoU.
struct Measure : std::optional<double> {
  double numerator = 0;    ///< pixels; of a mean, the sum of the values
  double denominator = 0;  ///< pixels; of a mean, their number
  int photos = 0;          ///< photos that have a value of their own
};

/// A measure of each class.
using ClassMeasures = std::array<Measure, kNumClasses>;

/// What a set of photos scored. The pixels of all photos are pooled before any ratio is taken, but
/// for the two metrics that are means over photos. A class without a truth pixel has no value in
/// any metric of classes and does not enter a mean; nor has a ratio without a denominator. A photo
/// whose pixels are all ignored has no value at all.
struct SegmentationMetrics {
  int n = 0;               ///< photos
  Measure miou;            ///< mean of `iou` over the classes that have one
  ClassMeasures iou;       ///< |truth ∩ found| / |truth ∪ found|
  Measure pet_iou;         ///< IoU of cat and dog taken as one class
  Measure species_swap;    ///< of the pet pixels found as pet, the share of the wrong species
  Measure image_miou;      ///< mean over photos of a photo's own miou
  Measure pixel_accuracy;  ///< share of the pixels that were given their class
  Measure mean_dice;
  ClassMeasures dice;         ///< 2 |truth ∩ found| / (|truth| + |found|), also called F1
  ClassMeasures precision;    ///< |truth ∩ found| / |found|
  ClassMeasures recall;       ///< |truth ∩ found| / |truth|, also called sensitivity
  ClassMeasures specificity;  ///< of the other classes' pixels, the share not found as this class
  Measure mean_boundary_iou;
  ClassMeasures boundary_iou;  ///< IoU of the bands along the outlines (PhotoScore::boundary)
  /// As the original project computes its IoU: on probabilities, (Σp·t + 1e-6) / (Σp + Σt − Σp·t +
  /// 1e-6) of each class of a photo, absent ones too, then the mean over classes, then over photos.
  Measure soft_iou;
  /// Expected calibration error: the mean over pixels of |share of right pixels − mean confidence|
  /// of their bin (PhotoScore::calibration).
  Measure ece;
};

SegmentationMetrics segmentation_metrics(std::span<const PhotoScore> photos);
SegmentationMetrics segmentation_metrics(const PhotoScore& photo);

/// The names of all measures as they stand in every log, report and run: miou, iou_background,
/// iou_cat, iou_dog, pet_iou, species_swap, image_miou, pixel_accuracy, dice (the mean),
/// dice_<class>, precision_<class>, recall_<class>, specificity_<class>, boundary_iou (the mean),
/// boundary_iou_<class>, soft_iou, ece.
const std::vector<std::string>& measure_names();

/// Names and measures, in that order.
std::vector<std::pair<std::string, Measure>> named_measures(const SegmentationMetrics& metrics);

/// The same, values alone.
std::vector<std::pair<std::string, std::optional<double>>> named_values(
    const SegmentationMetrics& metrics);

}  // namespace petseg
