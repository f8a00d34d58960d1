#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"

namespace petseg {

/// What a camera makes of a scene (float RGB): uneven light, exposure, contrast, a colour cast,
/// blur and noise, now and then grey or in a frame: 8-bit RGB of the same size.
cv::Mat take_photo(cv::Mat scene, Rng& rng);

}  // namespace petseg
