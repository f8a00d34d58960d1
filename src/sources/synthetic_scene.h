#pragma once

#include <opencv2/core/mat.hpp>

#include "sources/synthetic_texture.h"

namespace petseg {

/// A drawn place without an animal.
struct Scene {
  cv::Mat image;   ///< float RGB [H, W, 3]
  double horizon;  ///< y where wall or distance meets the ground, in pixels
};

/// A room, a meadow, a street or a blanket, with things lying about.
Scene draw_scene(cv::Size size, Rng& rng);

}  // namespace petseg
