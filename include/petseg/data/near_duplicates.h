#pragma once

#include <cstddef>
#include <vector>

#include "petseg/image/perceptual_hash.h"

namespace petseg {

/// Two photos that show the same picture, by their places in a list; first < second.
struct NearDuplicates {
  std::size_t first;
  std::size_t second;
  int distance;  ///< of their hashes
};

/// Hashes that differ in more bits belong to different pictures. Of 646 Oxford-IIIT Pet photos the
/// nine pairs up to here are copies or crops of one photo; the next, at 16, are of different ones.
inline constexpr int kMaxHashDistance = 12;

/// All pairs, in the order of `first` and `second`. Compares each photo with each other: 0.2 s for
/// 20,000 photos.
std::vector<NearDuplicates> find_near_duplicates(const std::vector<PerceptualHash>& hashes);

/// Which photos belong together: for each of `count` photos the first photo of its group, itself
/// where it has no duplicates. Duplicates of duplicates are in one group.
std::vector<std::size_t> group_duplicates(std::size_t count,
                                          const std::vector<NearDuplicates>& pairs);

}  // namespace petseg
