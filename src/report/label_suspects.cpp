#include "petseg/report/label_suspects.h"

#include <algorithm>

namespace petseg {

std::vector<std::size_t> label_suspects(const std::vector<ScoredPhoto>& photos) {
  std::vector<std::size_t> suspects;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    if (photos[i].record.made.empty() && photos[i].disputed >= kDisputed) suspects.push_back(i);
  }
  std::ranges::stable_sort(suspects, {}, [&](std::size_t i) { return photos[i].label_quality; });
  return suspects;
}

}  // namespace petseg
