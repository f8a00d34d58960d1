#pragma once

#include <string>
#include <vector>

#include "petseg/data/manifest.h"

namespace petseg {

/// One weight for each class, in inverse proportion to its pixels in the photos' masks, with
/// mean 1. Throws DataError that begins with `where` when a class has none.
std::vector<double> balanced_class_weights(const std::vector<PhotoRecord>& photos,
                                           const std::string& where);

}  // namespace petseg
