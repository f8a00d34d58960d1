#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "data/data_set_lists.h"

namespace petseg {

/// SHA-256 over the hashes of photos and masks and where each belongs: the same for the same
/// content, whatever the names, paths and time.
std::string content_digest(const std::vector<PhotoRecord>& photos);

/// How many pixels of all photos are of each class, and unknown.
struct PixelCounts {
  std::array<double, kNumClasses> classes{};
  double ignored = 0;

  double total() const;
};
PixelCounts count_pixels(const std::vector<PreparedPhoto>& photos);

/// How many photos have each value of a property; empty values do not count.
std::map<std::string, int> count_by(
    const std::vector<PreparedPhoto>& photos,
    const std::function<std::vector<std::string>(const PhotoRecord&)>& values);

std::vector<std::string> species_of(const PhotoRecord& record);
/// Composites have no breed of their own.
std::vector<std::string> breed_of(const PhotoRecord& record);

/// summary.json: how a data set was made, its counts by split, species, breed and category, the
/// share of each class in its pixels, leaks between its splits, and its digest. `manifest`: the
/// bytes of manifest.jsonl.
Json summarize(const DataSetContent& content, const std::string& manifest);

}  // namespace petseg
