#include "petseg/report/slice.h"

#include <algorithm>

namespace petseg {

SlicedPhotos slice_photos(const std::vector<const ScoredPhoto*>& photos) {
  SlicedPhotos slices;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const PhotoRecord& record = photos[i]->record;
    if (record.split == Split::kTest) slices.test.push_back(i);
    for (const std::string& category : record.categories) slices.categories[category].push_back(i);
  }
  return slices;
}

Slice make_slice(std::string name, std::vector<std::size_t> photos,
                 const std::vector<ScoredPhoto>& all) {
  // A photo without a score, all of whose pixels are ignored, comes last.
  const auto miou = [&](std::size_t i) {
    return segmentation_metrics(all[i].score).miou.value_or(2);
  };
  std::ranges::stable_sort(photos, {}, miou);
  std::vector<PhotoScore> own, network;
  for (const std::size_t i : photos) {
    own.push_back(all[i].score);
    network.push_back(all[i].network_score);
  }
  return {.name = std::move(name),
          .photos = std::move(photos),
          .metrics = segmentation_metrics(own),
          .network = segmentation_metrics(network),
          .intervals = bootstrap_intervals(own)};
}

}  // namespace petseg
