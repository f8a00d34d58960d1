#pragma once

#include <opencv2/core/mat.hpp>

#include "sources/synthetic/texture.h"

namespace petseg {

/// A drawn place without an animal.
struct Scene {
  cv::Mat image;   ///< float RGB [H, W, 3]
  double horizon;  ///< y where wall or distance meets the ground, in pixels
};

/// A room, a garden, a street, a bed, a studio or a heap of things; mostly with furniture, things
/// and people about, and mostly out of focus the farther away it is.
Scene draw_scene(cv::Size size, Rng& rng);

}  // namespace petseg
