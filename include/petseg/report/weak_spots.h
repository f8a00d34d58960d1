#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace petseg {

/// What a property of a photo has to be.
struct Condition {
  enum class Kind { kBelow, kAbove, kIs };
  std::string property;  ///< "luminance", "breed", "category"
  Kind kind = Kind::kBelow;
  double limit = 0;   ///< kBelow: value < limit; kAbove: value >= limit
  std::string value;  ///< kIs
};

/// Photos that a model fails on more than on others, and what they have in common.
struct WeakSpot {
  std::vector<Condition> conditions;  ///< all of which hold
  std::vector<std::size_t> photos;    ///< indices, the worst first
  double inside = 0, outside = 0;     ///< mean over photos of their mIoU
  double p_value = 1;                 ///< on the half that confirms, corrected for all tries
};

}  // namespace petseg
