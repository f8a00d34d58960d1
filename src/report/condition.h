#pragma once

#include <vector>

#include "petseg/report/weak_spots.h"

namespace petseg {

/// All that the search tries on some photos: each property below and above limits between them,
/// rounded to two digits, and each value of those that are words.
std::vector<Condition> possible_conditions(const std::vector<const PhotoRecord*>& photos);

}  // namespace petseg
