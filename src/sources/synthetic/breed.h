#pragma once

#include <span>
#include <string_view>

#include "petseg/core/classes.h"

#include "sources/synthetic/coat.h"

namespace petseg {

enum class Ears { kPointed, kPricked, kFolded, kFloppy };

/// What all animals of a drawn breed have in common.
struct SyntheticBreed {
  std::string_view name;  ///< cats' names begin with a capital, as Oxford's do
  Species species;
  Ears ears;
  double body;    ///< size of the body against the head's; 1 is a cat's
  double stout;   ///< thickness of trunk and legs; 1 is a cat's
  double muzzle;  ///< length of the muzzle; 1 is a cat's
  CoatStyle coat;
  Colour eyes;
};

std::span<const SyntheticBreed> synthetic_breeds(Species species);

}  // namespace petseg
