#pragma once

#include <filesystem>
#include <vector>

#include "data/photo_writer.h"

namespace petseg {

/// Composes the debugging category `cats_and_dogs` from a data set's debugging photos, each pair at
/// most once: 20 photos, or one for each dog where there are more, as far as the photos allow. The
/// same photos and seed give the same composites.
std::vector<WrittenPhoto> write_cats_and_dogs(const std::filesystem::path& folder,
                                              const std::vector<WrittenPhoto>& photos, int seed);

}  // namespace petseg
