#pragma once

#include <string>

#include "petseg/data/manifest.h"

namespace petseg {

/// How a photo was made, with the severity where there is one, as a person reads it: "composite",
/// "gaussian_noise 3"; empty for a real photo.
std::string making(const PhotoRecord& record);

}  // namespace petseg
