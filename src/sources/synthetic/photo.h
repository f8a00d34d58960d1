#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"

#include "sources/synthetic/breed.h"

namespace petseg {

/// A drawn photo with Oxford's trimap: 1 pet, 2 background, 3 the border between them.
struct SyntheticPhoto {
  cv::Mat image;   ///< 8-bit RGB [H, W, 3]
  cv::Mat trimap;  ///< 8-bit [H, W]
  int quality;     ///< of its JPEG file
};

/// Draws one animal of a breed in a scene, in one of the postures, at a size of about 350 x 460.
SyntheticPhoto draw_synthetic_photo(const SyntheticBreed& breed, Rng& rng);

}  // namespace petseg
