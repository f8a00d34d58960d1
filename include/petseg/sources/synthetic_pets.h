#pragma once

#include <filesystem>

namespace petseg {

/// Draws `count` photos of cats and dogs in Oxford's raw layout (see read_oxford), half of each: in
/// many poses, coats, sizes and lights, before textured backgrounds, with the masks that the
/// drawing itself gives. The same count and seed draw the same photos. An earlier drawing in that
/// folder is kept when it has the same count and seed, else replaced. Throws ConfigError when the
/// folder holds anything else.
void draw_synthetic_pets(const std::filesystem::path& folder, int count, int seed);

}  // namespace petseg
