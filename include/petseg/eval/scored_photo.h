#pragma once

#include <vector>

#include "petseg/data/manifest.h"
#include "petseg/metrics/photo_score.h"

namespace petseg {

/// A photo and what a prediction of it scored.
struct ScoredPhoto {
  PhotoRecord record;
  PhotoScore score;
};

/// The scores alone, for the metrics.
std::vector<PhotoScore> scores_of(const std::vector<ScoredPhoto>& photos);

}  // namespace petseg
