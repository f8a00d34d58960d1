#include "report/report_page_json.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "petseg/data/photo_properties.h"

#include "core/page_data.h"
#include "data/making.h"
#include "report/json_number.h"

namespace petseg {
namespace {

PhotoScore sum_of(const Slice& slice, const std::vector<ScoredPhoto>& photos) {
  PhotoScore sum;
  for (const std::size_t i : slice.photos) sum += photos[i].score;
  return sum;
}

/// [pixels, right ones, sum of confidences] of each bin.
Json calibration_json(const PhotoScore& score) {
  Json bins = Json::array();
  for (const CalibrationBin& bin : score.calibration) {
    bins.push_back({bin.pixels, bin.right, bin.confidence});
  }
  return bins;
}

/// {"miou": [value, photos that have one], …}
Json measures_json(const SegmentationMetrics& metrics) {
  Json json = Json::object();
  for (const auto& [name, measure] : named_measures(metrics)) {
    json[name] = {number(measure), measure.photos};
  }
  return json;
}

Json slice_json(const Slice& slice, std::string_view kind, const Report& report) {
  const PhotoScore sum = sum_of(slice, report.photos);
  Json intervals = Json::object();
  for (const auto& [name, interval] : slice.intervals) {
    intervals[name] = {interval.low, interval.high};
  }
  return {{"name", slice.name},
          {"kind", kind},
          {"photos", slice.photos},
          {"metrics", measures_json(slice.metrics)},
          {"network", measures_json(slice.network)},
          {"intervals", intervals},
          {"confusion", sum.confusion},
          {"ignored", sum.ignored},
          {"calibration", calibration_json(sum)}};
}

Json slices_json(const Report& report) {
  Json slices = Json::array();
  for (const Slice* slice : slices_of(report)) {
    slices.push_back(slice_json(*slice, slice == &report.test ? "test" : "category", report));
  }
  slices.push_back(slice_json(report.all, "all", report));
  return slices;
}

Json condition_json(const Condition& condition) {
  switch (condition.kind) {
    case Condition::Kind::kBelow: return {condition.property, "<", condition.limit};
    case Condition::Kind::kAbove: return {condition.property, "≥", condition.limit};
    case Condition::Kind::kIs: break;
  }
  return {condition.property, "is", condition.value};
}

Json weak_spots_json(const std::vector<WeakSpot>& weak_spots) {
  Json list = Json::array();
  for (const WeakSpot& spot : weak_spots) {
    Json conditions = Json::array();
    for (const Condition& condition : spot.conditions) {
      conditions.push_back(condition_json(condition));
    }
    list.push_back({{"conditions", conditions},
                    {"photos", spot.photos},
                    {"inside", spot.inside},
                    {"outside", spot.outside},
                    {"p_value", spot.p_value}});
  }
  return list;
}

Json gates_json(const std::vector<GateResult>& gates) {
  Json list = Json::array();
  for (const GateResult& result : gates) {
    list.push_back({{"slice", result.gate.slice},
                    {"metric", result.gate.metric},
                    {"at_least", result.gate.at_least},
                    {"limit", result.gate.limit},
                    {"value", number(result.value)},
                    {"passed", result.passed}});
  }
  return list;
}

/// What photos are sorted and found by.
std::vector<std::pair<std::string, Json>> values_of(const ScoredPhoto& photo) {
  const SegmentationMetrics metrics = segmentation_metrics(photo.score);
  CalibrationBin sum;
  for (const CalibrationBin& bin : photo.score.calibration) sum += bin;
  std::vector<std::pair<std::string, Json>> values{
      {"miou", number(metrics.miou)},
      {"pet_iou", number(metrics.pet_iou)},
      {"species_swap", number(metrics.species_swap)},
      {"iou_background", number(metrics.iou[kBackground])},
      {"iou_cat", number(metrics.iou[kCat])},
      {"iou_dog", number(metrics.iou[kDog])},
      {"boundary_iou", number(metrics.mean_boundary_iou)},
      {"confidence",
       sum.pixels > 0 ? Json(sum.confidence / static_cast<double>(sum.pixels)) : Json(nullptr)},
      {"label_quality", photo.label_quality},
      {"disputed", photo.disputed}};
  for (const PropertySpec& property : property_specs()) {
    values.emplace_back(property.name, photo.record.properties.*property.field);
  }
  return values;
}

}  // namespace

std::string_view seen_text(Seen seen) {
  switch (seen) {
    case Seen::kNever: return "never seen";
    case Seen::kTrained: return "trained on";
    case Seen::kValidated: return "chose the checkpoint";
    case Seen::kUnknown: break;
  }
  return "not known";
}

Json page_json(const PhotoRecord& record) {
  return {{"name", record.name()},
          {"image", record.image},
          {"split", split_name(record.split)},
          {"categories", record.categories},
          {"species", species_name(record.species)},
          {"breed", record.breed},
          {"source", record.source},
          {"condition", record.condition},
          {"origin", record.origin},
          {"made", making(record)},
          {"height", record.height},
          {"width", record.width}};
}

Json page_json(const ScoredPhoto& photo) {
  Json json = page_json(photo.record);
  json["seen"] = seen_text(photo.seen);
  json["confusion"] = photo.score.confusion;
  json["ignored"] = photo.score.ignored;
  json["properties"] = pairs_json(values_of(photo));
  return json;
}

Json page_json(const ReportSubject& subject) {
  return {{"model", subject.model},
          {"model_uri", subject.model_uri},
          {"image_size", subject.image_size},
          {"provenance", pairs_json(std::vector<std::pair<std::string, std::string>>(
                             subject.provenance.begin(), subject.provenance.end()))},
          {"data_digest", subject.data_digest},
          {"border", subject.border}};
}

Json page_json(const Report& report) {
  Json unscored = Json::array();
  for (const UnscoredPhoto& photo : report.unscored) {
    unscored.push_back(page_json(photo.record));
    unscored.back()["reason"] = photo.reason;
  }
  return {{"subject", page_json(report.subject)},
          {"slices", slices_json(report)},
          {"weak_spots", weak_spots_json(report.weak_spots)},
          {"label_suspects", report.label_suspects},
          {"gates", gates_json(report.gates)},
          {"unscored", unscored}};
}

}  // namespace petseg
