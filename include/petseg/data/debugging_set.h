#pragma once

#include <vector>

#include "petseg/data/category_rule.h"
#include "petseg/data/manifest.h"

namespace petseg {

/// Chooses the real photos of each category and sets their `categories`. Chosen are debugging
/// photos that match, in seeded order and as many as the rule wants; photos of the debugging split
/// that no category takes go to the training set. `movable` says which photos may change their
/// split: of those that may not, each belongs to all that it matches, and to "other" if to nothing.
///
/// Where a rule asks for photos by property or breed and finds too few, training photos are moved
/// over, at most half of those that match, so that training still sees their kind. Conditions that
/// no rule names become categories of their own.
void choose_debugging_photos(const std::vector<PhotoRecord*>& photos,
                             const std::vector<bool>& movable, std::vector<CategoryRule> rules,
                             int seed);

}  // namespace petseg
