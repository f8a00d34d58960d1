#include "petseg/data/near_duplicates.h"

#include <algorithm>
#include <numeric>

#include "petseg/core/parallel.h"

namespace petseg {

std::vector<NearDuplicates> find_near_duplicates(const std::vector<PerceptualHash>& hashes) {
  std::vector<std::vector<NearDuplicates>> found(hashes.size());
  parallel_for(hashes.size(), [&](std::size_t i) {
    for (std::size_t j = i + 1; j < hashes.size(); ++j) {
      const int distance = hash_distance(hashes[i], hashes[j]);
      if (distance <= kMaxHashDistance) found[i].push_back({i, j, distance});
    }
  });
  std::vector<NearDuplicates> pairs;
  for (const auto& some : found) pairs.insert(pairs.end(), some.begin(), some.end());
  return pairs;
}

std::vector<std::size_t> group_duplicates(std::size_t count,
                                          const std::vector<NearDuplicates>& pairs) {
  std::vector<std::size_t> parent(count);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (const NearDuplicates& pair : pairs) {
    const std::size_t first = root(pair.first);
    const std::size_t second = root(pair.second);
    parent[std::max(first, second)] = std::min(first, second);  // a root is the first of its group
  }
  for (std::size_t i = 0; i < count; ++i) parent[i] = root(i);
  return parent;
}

}  // namespace petseg
