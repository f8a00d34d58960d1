#pragma once

#include <filesystem>
#include <vector>

#include "petseg/data/labelled_photo.h"
#include "petseg/data/manifest.h"

namespace petseg {

/// Photos of a data set that are scored: read from disk one by one, or kept decoded where they are
/// scored again after each epoch.
class PhotoSet {
 public:
  PhotoSet(std::filesystem::path folder, std::vector<PhotoRecord> records)
      : folder_(std::move(folder)), records_(std::move(records)) {}

  std::size_t size() const { return records_.size(); }
  const PhotoRecord& record(std::size_t i) const { return records_[i]; }
  LabelledPhoto load(std::size_t i) const;
  /// The first `count` photos, or all where there are fewer.
  PhotoSet first(std::size_t count) const;

  /// Decodes all photos now, on all processors, unless they need more than `max_bytes`.
  void keep_in_memory(std::size_t max_bytes);

 private:
  std::filesystem::path folder_;
  std::vector<PhotoRecord> records_;
  std::vector<LabelledPhoto> kept_;
};

}  // namespace petseg
