#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "petseg/metrics/segmentation_metrics.h"
#include "petseg/report/bootstrap.h"
#include "petseg/report/scored_photo.h"

namespace petseg {

/// Some of a report's photos, and what they scored together.
struct Slice {
  std::string name;                 ///< "test", or a category of the debugging set
  std::vector<std::size_t> photos;  ///< indices, the worst first
  SegmentationMetrics metrics;      ///< at the photos' own size
  SegmentationMetrics network;      ///< at the size that the network sees
  Intervals intervals;              ///< of `metrics`
};

/// Which of some photos belong to which slice: indices in ascending order.
struct SlicedPhotos {
  std::vector<std::size_t> test;
  std::map<std::string, std::vector<std::size_t>> categories;
};

SlicedPhotos slice_photos(const std::vector<const ScoredPhoto*>& photos);

Slice make_slice(std::string name, std::vector<std::size_t> photos,
                 const std::vector<ScoredPhoto>& all);

}  // namespace petseg
