#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "petseg/core/files.h"
#include "petseg/data/category_rule.h"

#include "data/composite/composite.h"
#include "data/photo_preparation.h"

namespace petseg {

/// A real debugging photo that others are made of.
struct Animal {
  const PreparedPhoto* prepared;
  AnimalPhoto photo;
};

/// Up to 80 cats and 80 dogs among the debugging photos, drawn by the seed. Their files must stand
/// in `folder`, and are read when they are first needed.
struct Animals {
  Animals(const std::vector<PreparedPhoto>& photos, int seed, const AtomicFolder& folder);

  std::vector<std::unique_ptr<const Animal>> cats, dogs;
};

/// A photo that may be made.
struct Attempt {
  std::string name;
  PhotoRecord record;  ///< of which photos it is made, and how
  /// Gives nothing where it does not work out.
  std::function<std::optional<Composite>(Rng&)> make;
};

/// The ways to make a photo of, or on, one real photo.
struct Series {
  std::size_t attempts = 0;
  std::function<Attempt(std::size_t)> attempt;  ///< below `attempts`
};

/// The series that fill a category, in the order in which each is to give a photo before any gives
/// another. The photos are to be shared out among the lists of series equally, as far as each has
/// any: for composites, dogs that are put to cats, and cats that are put to dogs.
std::vector<std::vector<Series>> plan_series(const CategoryRule& rule, const Animals& animals);

}  // namespace petseg
