#include "report/report_json.h"

#include <cmath>

#include <fmt/format.h>

#include "petseg/core/error.h"

#include "core/json.h"
#include "data/manifest_json.h"
#include "report/json_number.h"

namespace petseg {
namespace {

/// 2 had no intervals, no scores at the network's size and less about each photo.
constexpr int kSchema = 3;

constexpr std::string_view kRemedy = "write the report anew with petseg evaluate";

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
          {"data_digest", subject.data_digest},
          {"border", subject.border}};
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

Json photo_json(const ScoredPhoto& photo) {
  Json json = to_json(photo.record);
  json["confusion"] = photo.score.confusion;
  json["ignored_pixels"] = photo.score.ignored;
  json["boundary"] = overlap_json(photo.score.boundary);
  json["soft"] = overlap_json(photo.score.soft);
  json["calibration"] = calibration_json(photo.score.calibration);
  json["network"] = {{"confusion", photo.network_score.confusion},
                     {"ignored_pixels", photo.network_score.ignored},
                     {"boundary", overlap_json(photo.network_score.boundary)}};
  json["label_quality"] = photo.label_quality;
  json["disputed"] = photo.disputed;
  json["seen"] = seen_name(photo.seen);
  return json;
}

Json weak_spot_json(const WeakSpot& spot, const std::vector<ScoredPhoto>& photos) {
  Json images = Json::array();
  for (const std::size_t i : spot.photos) images.push_back(photos[i].record.image);
  return {{"rule", conditions_text(spot.conditions)},
          {"inside", spot.inside},
          {"outside", spot.outside},
          {"confirmed", spot.confirmed},
          {"p_value", spot.p_value},
          {"photos", images}};
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
       "95 % bootstrap intervals: the slice's photos are drawn again with replacement, 1,000 times "
       "(BCa, widened for few photos); in simulations that of mIoU held the true value in 95 % of "
       "sets of 150 photos and in 90 % of sets of 30"},
      {"seen", "whether the model was trained on the photo, by its bytes"},
      {"label_quality",
       "how well the truth agrees with what the model is sure of, 0 to 1: low where it may be "
       "wrong (cleanlab's score for segmentation)"},
      {"disputed",
       "the largest connected region in which the model is sure of another class than the truth's, "
       "as a share of the photo's known pixels"},
      {"border", border},
      {"debugging_set",
       "for finding mistakes, not for choosing a model and not a measure of "
       "generalisation"}};
}

template <class T>
std::array<Overlap<T>, kNumClasses> read_overlap(const Json& json, const char* key,
                                                 const std::string& where) {
  const Json object = json_value<Json>(json, key, where);
  const auto row = [&](const char* name) {
    return json_value<std::array<T, kNumClasses>>(object, name, where + ": " + key);
  };
  const auto truth = row("truth"), found = row("found"), both = row("both");
  std::array<Overlap<T>, kNumClasses> classes;
  for (int c = 0; c < kNumClasses; ++c) classes[c] = {truth[c], found[c], both[c]};
  return classes;
}

std::array<CalibrationBin, kCalibrationBins> read_calibration(const Json& json,
                                                              const std::string& where) {
  const Json object = json_value<Json>(json, "calibration", where);
  using Counts = std::array<std::int64_t, kCalibrationBins>;
  const auto pixels = json_value<Counts>(object, "pixels", where);
  const auto right = json_value<Counts>(object, "right", where);
  const auto confidence =
      json_value<std::array<double, kCalibrationBins>>(object, "confidence", where);
  std::array<CalibrationBin, kCalibrationBins> bins;
  for (int i = 0; i < kCalibrationBins; ++i) bins[i] = {pixels[i], right[i], confidence[i]};
  return bins;
}

/// The counts of masks alone, which both sizes have.
PhotoScore read_counts(const Json& json, const std::string& where) {
  PhotoScore score;
  score.confusion = json_value<decltype(score.confusion)>(json, "confusion", where);
  score.ignored = json_value<std::int64_t>(json, "ignored_pixels", where);
  score.boundary = read_overlap<std::int64_t>(json, "boundary", where);
  return score;
}

ScoredPhoto read_photo(const Json& json, const std::string& where) {
  ScoredPhoto photo{.record = photo_from_json(json, where), .score = read_counts(json, where)};
  photo.score.soft = read_overlap<double>(json, "soft", where);
  photo.score.calibration = read_calibration(json, where);
  photo.network_score = read_counts(json_value<Json>(json, "network", where), where + ": network");
  photo.label_quality = json_value<double>(json, "label_quality", where);
  photo.disputed = json_value<double>(json, "disputed", where);
  photo.seen = seen_from_name(json_value<std::string>(json, "seen", where), where);
  return photo;
}

ReportSubject read_subject(const Json& json, const std::string& file) {
  const Json subject = json_value<Json>(json, "subject", file);
  const auto text = [&](const char* key) { return json_value<std::string>(subject, key, file); };
  return {.model = text("model"),
          .model_uri = text("model_uri"),
          .image_size = json_value<int>(subject, "image_size", file),
          .provenance = json_value<std::map<std::string, std::string>>(subject, "provenance", file),
          .data_digest = text("data_digest"),
          .border = text("border")};
}

}  // namespace

std::string report_json(const Report& report) {
  Json categories = Json::object();
  for (const Slice& category : report.categories) categories[category.name] = slice_json(category);
  Json photos = Json::array();
  for (const ScoredPhoto& photo : report.photos) photos.push_back(photo_json(photo));
  Json suspects = Json::array();
  for (const std::size_t i : report.label_suspects) {
    suspects.push_back(report.photos[i].record.image);
  }
  Json weak_spots = Json::array();
  for (const WeakSpot& spot : report.weak_spots) {
    weak_spots.push_back(weak_spot_json(spot, report.photos));
  }
  Json gates = Json::array();
  for (const GateResult& result : report.gates) {
    gates.push_back({{"gate", gate_text(result.gate)},
                     {"value", number(result.value)},
                     {"passed", result.passed}});
  }
  Json unscored = Json::array();
  for (const UnscoredPhoto& photo : report.unscored) {
    Json json = to_json(photo.record);
    json["reason"] = photo.reason;
    unscored.push_back(json);
  }
  const Json json = {{"schema", kSchema},
                     {"subject", subject_json(report.subject)},
                     {"all", slice_json(report.all)},
                     {"test", slice_json(report.test)},
                     {"debugging_set", categories},
                     {"gates", gates},
                     {"weak_spots", weak_spots},
                     {"label_suspects", suspects},
                     {"photos", photos},
                     {"unscored", unscored},
                     {"conventions", conventions(report.subject.border)}};
  return json.dump(1) + "\n";
}

ScoredRun run_from_json(const std::string& text, const std::string& file) {
  const Json json = parse_own_json(text, file, kRemedy);
  const int schema = json_value<int>(json, "schema", file);
  if (schema != kSchema) {
    throw DataError(fmt::format("{}: a report of schema {}, this version reads {}; {}", file,
                                schema, kSchema,
                                schema > kSchema ? "use a newer petseg" : kRemedy));
  }
  ScoredRun run{.subject = read_subject(json, file)};
  for (const Json& photo : json_value<std::vector<Json>>(json, "photos", file)) {
    run.photos.push_back(read_photo(photo, fmt::format("{}: photos[{}]", file, run.photos.size())));
  }
  return run;
}

}  // namespace petseg
