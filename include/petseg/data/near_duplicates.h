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
/// seven pairs up to here (8 at most) are copies or crops of one photo; shots of one sitting follow
/// at 13 and 14, unrelated photos at 16.
inline constexpr int kMaxHashDistance = 12;

/// All pairs, in the order of `first` and `second`. Compares each photo with each other.
std::vector<NearDuplicates> find_near_duplicates(const std::vector<PerceptualHash>& hashes);

/// Which photos belong together: for each of `count` photos the first photo of its group, itself
/// where it has no duplicates. Duplicates of duplicates are in one group.
std::vector<std::size_t> group_duplicates(std::size_t count,
                                          const std::vector<NearDuplicates>& pairs);

}  // namespace petseg
