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
  const PhotoRecord& record = photo.record;
  return {{"image", record.image},
          {"split", split_name(record.split)},
          {"categories", record.categories},
          {"species", species_name(record.species)},
          {"breed", record.breed},
          {"made", record.made},
          {"sha256", record.sha256},
          {"confusion", photo.score.confusion},
          {"ignored_pixels", photo.score.ignored}};
}

Json conventions(const std::string& border) {
  return {
      {"confusion", "pixels, [truth][prediction], classes background, cat, dog"},
      {"ignored_pixels", "pixels whose truth is not known; they are left out of every other count"},
      {"aggregation", "the confusion counts of all photos are summed before any ratio is taken"},
      {"iou", "truth and found / truth or found; null for a class without a truth pixel"},
      {"miou", "mean over the classes that have an IoU"},
      {"pet_iou", "IoU of cat and dog taken as one class"},
      {"species_swap",
       "of the pet pixels that were found as pet, the share given the wrong species"},
      {"resolution", "the photo's own size"},
      {"border", border},
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
                     {"conventions", conventions(report.border)}};
  return json.dump(1) + "\n";
}

}  // namespace petseg
