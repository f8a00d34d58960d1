#include "petseg/eval/scored_photo.h"

namespace petseg {

std::vector<PhotoScore> scores_of(const std::vector<ScoredPhoto>& photos) {
  std::vector<PhotoScore> scores;
  scores.reserve(photos.size());
  for (const ScoredPhoto& photo : photos) scores.push_back(photo.score);
  return scores;
}

}  // namespace petseg
