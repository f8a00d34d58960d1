#pragma once

#include <map>
#include <span>
#include <string>

#include "petseg/metrics/photo_score.h"

namespace petseg {

/// Both ends of a 95 % interval.
struct Interval {
  double low = 0;
  double high = 0;
};

/// By the metric's name (named_measures()).
using Intervals = std::map<std::string, Interval>;

/// Below this many photos an interval says little.
inline constexpr int kFewPhotos = 20;

}  // namespace petseg
