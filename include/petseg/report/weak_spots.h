#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "petseg/report/scored_photo.h"

namespace petseg {

/// What a property of a photo has to be.
struct Condition {
  enum class Kind { kBelow, kAbove, kIs };
  std::string property;  ///< of property_specs(), or "category", "made", "species", "breed"
  Kind kind = Kind::kBelow;
  double limit = 0;   ///< kBelow: value < limit; kAbove: value >= limit
  std::string value;  ///< kIs
};

bool holds(const Condition& condition, const PhotoRecord& photo);

/// "luminance < 0.22 and animal_share >= 0.4", "breed is Bengal".
std::string conditions_text(const std::vector<Condition>& conditions);

/// Photos that a model fails on more than on others, and what they have in common.
struct WeakSpot {
  std::vector<Condition> conditions;  ///< all of which hold
  std::vector<std::size_t> photos;    ///< indices, the worst first; in no weak spot before it
  /// Mean over photos of their mIoU, on the half that confirms, so that having been searched for
  /// makes it no worse.
  double inside = 0, outside = 0;
  int confirmed = 0;   ///< photos inside in that half
  double p_value = 1;  ///< on that half, corrected for all that were tried there
};

/// How large a weak spot has to be.
inline constexpr double kLeastGap = 0.03;      ///< of the mean mIoU, outside - inside
inline constexpr double kSignificance = 0.05;  ///< corrected p-values are below
inline constexpr std::size_t kMostWeakSpots = 5;

/// Which properties predict failure, the weak spots that explain most first. In one half of the
/// photos the search grows the bad branch of a shallow tree: the condition, or the two, that
/// explain most of the variance of the photos' mIoU, of at least 8 photos and 2 % of the half;
/// their photos are set aside and it goes on. What is found, if anything, is tested in the other
/// half: one-sided t-test of the means, p-values corrected by Holm's method for the number of
/// tests.
///
/// Photos made from the same raw photo (PhotoRecord::origin) never lie in both halves, and the test
/// takes those with the same first origin, that of the animal, for one (a cluster-robust variance):
/// a photo in five severities of noise is no five photos. What fewer than five raw photos show is
/// not confirmed. By chance something is found in at most 5 % of reports. The result depends on
/// photos, their order and the seed alone.
std::vector<WeakSpot> find_weak_spots(const std::vector<ScoredPhoto>& photos,
                                      std::uint64_t seed = 0);

}  // namespace petseg
