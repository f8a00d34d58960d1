#include "petseg/report/scored_photo.h"

namespace petseg {
namespace {

std::vector<PhotoScore> collect(const std::vector<ScoredPhoto>& photos,
                                PhotoScore ScoredPhoto::*field) {
  std::vector<PhotoScore> scores;
  scores.reserve(photos.size());
  for (const ScoredPhoto& photo : photos) scores.push_back(photo.*field);
  return scores;
}

}  // namespace

std::vector<PhotoScore> scores_of(const std::vector<ScoredPhoto>& photos) {
  return collect(photos, &ScoredPhoto::score);
}

std::vector<PhotoScore> network_scores_of(const std::vector<ScoredPhoto>& photos) {
  return collect(photos, &ScoredPhoto::network_score);
}

}  // namespace petseg
