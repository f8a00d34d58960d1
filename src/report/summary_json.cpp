#include "report/summary_json.h"

#include <cmath>

#include <fmt/format.h>

#include "core/json.h"

namespace petseg {
namespace {

Json number(std::optional<double> value) { return value ? Json(*value) : Json(nullptr); }

void add_classes(Json& json, const ClassMeasures& classes) {
  for (int c = 0; c < kNumClasses; ++c) json[std::string(kClassNames[c])] = number(classes[c]);
}

Json classes_json(const ClassMeasures& classes) {
  Json json = Json::object();
  add_classes(json, classes);
  return json;
}

Json classes_json(const Measure& mean, const ClassMeasures& classes) {
  Json json = {{"mean", number(mean)}};
  add_classes(json, classes);
  return json;
}

/// Whole numbers without a decimal point: most are pixels.
Json count(double value) {
  const bool is_whole = std::trunc(value) == value && std::abs(value) < 0x1p53;
  return is_whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

Json support_json(const SegmentationMetrics& metrics) {
  Json support = Json::object();
  for (const auto& [name, measure] : named_measures(metrics)) {
    support[name] = {{"numerator", count(measure.numerator)},
                     {"denominator", count(measure.denominator)},
                     {"photos", measure.photos}};
  }
  return support;
}

Json metrics_json(const SegmentationMetrics& metrics) {
  return {{"n", metrics.n},
          {"miou", number(metrics.miou)},
          {"iou", classes_json(metrics.iou)},
          {"pet_iou", number(metrics.pet_iou)},
          {"species_swap", number(metrics.species_swap)},
          {"image_miou", number(metrics.image_miou)},
          {"pixel_accuracy", number(metrics.pixel_accuracy)},
          {"dice", classes_json(metrics.mean_dice, metrics.dice)},
          {"precision", classes_json(metrics.precision)},
          {"recall", classes_json(metrics.recall)},
          {"specificity", classes_json(metrics.specificity)},
          {"boundary_iou", classes_json(metrics.mean_boundary_iou, metrics.boundary_iou)},
          {"soft_iou", number(metrics.soft_iou)},
          {"ece", number(metrics.ece)},
          {"support", support_json(metrics)}};
}

Json slice_json(const Slice& slice) {
  Json json = metrics_json(slice.metrics);
  json["network"] = metrics_json(slice.network);
  json["intervals"] = Json::object();
  for (const auto& [name, interval] : slice.intervals) {
    json["intervals"][name] = {interval.low, interval.high};
  }
  return json;
}

Json subject_json(const ReportSubject& subject) {
  return {{"model", subject.model},
          {"model_uri", subject.model_uri},
          {"image_size", subject.image_size},
          {"provenance", subject.provenance},
          {"data_digest", subject.data_digest}};
}

/// {"truth": […], "found": […], "both": […]}, a number a class.
template <class T>
Json overlap_json(const std::array<Overlap<T>, kNumClasses>& classes) {
  Json json = {{"truth", Json::array()}, {"found", Json::array()}, {"both", Json::array()}};
  for (const Overlap<T>& c : classes) {
    json["truth"].push_back(c.truth);
    json["found"].push_back(c.found);
    json["both"].push_back(c.both);
  }
  return json;
}

/// {"pixels": […], "right": […], "confidence": […]}, a number a bin.
Json calibration_json(const std::array<CalibrationBin, kCalibrationBins>& bins) {
  Json json = {{"pixels", Json::array()}, {"right", Json::array()}, {"confidence", Json::array()}};
  for (const CalibrationBin& bin : bins) {
    json["pixels"].push_back(bin.pixels);
    json["right"].push_back(bin.right);
    json["confidence"].push_back(bin.confidence);
  }
  return json;
}

std::string_view seen_name(Seen seen) {
  constexpr std::array<std::string_view, 4> kNames{"unknown", "never", "trained", "validated"};
  return kNames[static_cast<std::size_t>(seen)];
}

Json photo_json(const ScoredPhoto& photo) {
  const PhotoRecord& record = photo.record;
  return {{"image", record.image},
          {"split", split_name(record.split)},
          {"categories", record.categories},
          {"species", species_name(record.species)},
          {"breed", record.breed},
          {"made", record.made},
          {"sha256", record.sha256},
          {"confusion", photo.score.confusion},
          {"ignored_pixels", photo.score.ignored},
          {"boundary", overlap_json(photo.score.boundary)},
          {"soft", overlap_json(photo.score.soft)},
          {"calibration", calibration_json(photo.score.calibration)},
          {"network_confusion", photo.network_score.confusion},
          {"label_quality", photo.label_quality},
          {"seen", seen_name(photo.seen)}};
}

Json conventions(const std::string& border) {
  return {
      {"confusion", "pixels, [truth][prediction], classes background, cat, dog"},
      {"ignored_pixels", "pixels whose truth is not known; they are left out of every other count"},
      {"boundary", fmt::format("pixels of a class within {:g} % of the photo's diagonal of another "
                               "class or of the photo's edge, by truth, by prediction, by both",
                               100 * kBoundaryWidth)},
      {"soft", "sums over pixels of t, p and p t: p a class's probability, t 1 where it is true"},
      {"calibration", fmt::format("pixels by the probability of the predicted class, in {} bins of "
                                  "equal width: all, the right ones, sum of that probability",
                                  kCalibrationBins)},
      {"aggregation",
       "the counts of all photos are summed before any ratio is taken; image_miou and soft_iou are "
       "means over photos"},
      {"support",
       "of each number under the name it is logged by: numerator and denominator, pixels unless "
       "said otherwise; photos, those that have the number by themselves"},
      {"no_value",
       "null: a class without a truth pixel, in every metric of classes; a precision where the "
       "class was not found; a ratio of nothing"},
      {"mean", "over the classes that have a value; support: sum and number of the values"},
      {"iou", "truth and found / truth or found; null for a class without a truth pixel"},
      {"miou", "mean over the classes that have an IoU"},
      {"pet_iou", "IoU of cat and dog taken as one class"},
      {"species_swap",
       "of the pet pixels that were found as pet, the share given the wrong species"},
      {"image_miou", "mean over photos of the mIoU of each; support: sum and number of photos"},
      {"pixel_accuracy", "share of the pixels that were given their class"},
      {"dice", "2 (truth and found) / (truth + found), also called F1"},
      {"precision", "truth and found / found"},
      {"recall", "truth and found / truth, also called sensitivity"},
      {"specificity", "of the pixels of the other classes, the share not found as this one"},
      {"boundary_iou", "IoU of the boundary pixels (Cheng et al. 2021)"},
      {"soft_iou",
       "as the original project computes IoU, on probabilities: (pt + 1e-6) / (p + t - pt + 1e-6) "
       "of each class of a photo, absent ones too, mean over classes, then over photos; support: "
       "sum and number of photos"},
      {"ece",
       "expected calibration error: mean over pixels of |share right - mean probability| of their "
       "bin; support: sum over bins of |right - sum of probabilities|, and pixels"},
      {"resolution", "the photo's own size, but for what stands under network"},
      {"network",
       "the same metrics where truth and prediction are shrunk to the size that the network sees"},
      {"intervals",
       "95 % intervals by the bootstrap: the slice's photos are drawn again, with replacement"},
      {"seen", "whether the model was trained on the photo, by its bytes"},
      {"label_quality",
       "how well the truth agrees with what the model is sure of, 0 to 1: low where it may be "
       "wrong"},
      {"border", border},
      {"debugging_set",
       "for finding mistakes, not for choosing a model and not a measure of "
       "generalisation"}};
}

}  // namespace

std::string summary_json(const Report& report) {
  Json categories = Json::object();
  for (const Slice& category : report.categories) categories[category.name] = slice_json(category);
  Json photos = Json::array();
  for (const ScoredPhoto& photo : report.photos) photos.push_back(photo_json(photo));
  const Json json = {{"schema", 3},
                     {"subject", subject_json(report.subject)},
                     {"test", slice_json(report.test)},
                     {"debugging_set", categories},
                     {"photos", photos},
                     {"conventions", conventions(report.subject.border)}};
  return json.dump(1) + "\n";
}

}  // namespace petseg
