#pragma once

#include <vector>

#include "petseg/report/weak_spots.h"

namespace petseg {

/// Conditions that all hold.
using Rule = std::vector<Condition>;

bool holds(const Rule& rule, const PhotoRecord& photo);

/// Rules for photos whose scores are low, the one that explains most first; each without the photos
/// of those before it. `photos` and `scores` are of the same length.
std::vector<Rule> search_rules(std::vector<const PhotoRecord*> photos, std::vector<double> scores);

}  // namespace petseg
