#include "eval/summary_json.h"

#include "core/json.h"

namespace petseg {
namespace {

Json number(std::optional<double> value) { return value ? Json(*value) : Json(nullptr); }

Json metrics_json(const SegmentationMetrics& metrics) {
  Json iou = Json::object();
  for (int c = 0; c < kNumClasses; ++c) iou[std::string(kClassNames[c])] = number(metrics.iou[c]);
  return {{"n", metrics.n},
          {"miou", number(metrics.miou)},
          {"iou", iou},
          {"pet_iou", number(metrics.pet_iou)},
          {"species_swap", number(metrics.species_swap)}};
}

Json photo_json(const ScoredPhoto& photo) {
  Json json = {{"image", photo.record.image},       {"split", split_name(photo.record.split)},
               {"category", photo.record.category}, {"species", species_name(photo.record.species)},
               {"breed", photo.record.breed},       {"sha256", photo.record.sha256},
               {"confusion", photo.score.confusion}};
  if (photo.record.category.empty()) json["category"] = nullptr;
  return json;
}

Json conventions() {
  return {
      {"confusion", "pixels, [truth][prediction], classes background, cat, dog"},
      {"aggregation", "the confusion counts of all photos are summed before any ratio is taken"},
      {"iou", "truth and found / truth or found; null for a class without a truth pixel"},
      {"miou", "mean over the classes that have an IoU"},
      {"pet_iou", "IoU of cat and dog taken as one class"},
      {"species_swap",
       "of the pet pixels that were found as pet, the share given the wrong species"},
      {"resolution", "the photo's own size"},
      {"border", "pet"},
      {"debugging_set",
       "for finding mistakes, not for choosing a model and not a measure of "
       "generalisation"}};
}

}  // namespace

std::string summary_json(const Report& report) {
  Json categories = Json::object();
  for (const auto& [name, metrics] : report.categories) categories[name] = metrics_json(metrics);
  Json photos = Json::array();
  for (const ScoredPhoto& photo : report.photos) photos.push_back(photo_json(photo));
  const Json json = {{"schema", 1},
                     {"test", metrics_json(report.test)},
                     {"debugging_set", categories},
                     {"photos", photos},
                     {"conventions", conventions()}};
  return json.dump(1) + "\n";
}

}  // namespace petseg
