#include "petseg/data/photo_set.h"

#include <algorithm>

#include "petseg/core/parallel.h"

namespace petseg {

LabelledPhoto PhotoSet::load(std::size_t i) const {
  return kept_.empty() ? load_photo(folder_, records_[i]) : kept_[i];
}

PhotoSet PhotoSet::first(std::size_t count) const {
  PhotoSet photos = *this;
  photos.records_.resize(std::min(count, size()));
  if (!kept_.empty()) photos.kept_.resize(photos.size());
  return photos;
}

void PhotoSet::keep_in_memory(std::size_t max_bytes) {
  std::size_t bytes = 0;
  for (const PhotoRecord& record : records_) {
    bytes += 4 * static_cast<std::size_t>(record.height) * static_cast<std::size_t>(record.width);
  }
  if (bytes > max_bytes) return;
  std::vector<LabelledPhoto> photos(records_.size());
  parallel_for(photos.size(), [&](std::size_t i) { photos[i] = load_photo(folder_, records_[i]); });
  kept_ = std::move(photos);
}

}  // namespace petseg
