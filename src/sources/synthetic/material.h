#pragma once

#include <opencv2/core/mat.hpp>

#include "sources/synthetic/texture.h"

namespace petseg {

// What the surroundings of an animal are made of: float RGB [H, W, 3], seen from straight ahead.

/// Cloth, carpet or wallpaper: plain, striped, checked, dotted or blotched.
cv::Mat draw_cloth(cv::Size size, Rng& rng);
/// Boards with grain.
cv::Mat draw_wood(cv::Size size, Rng& rng);
/// Plaster, concrete, sand or earth.
cv::Mat draw_plaster(cv::Size size, Rng& rng);
/// Bricks, tiles or slabs with joints.
cv::Mat draw_bricks(cv::Size size, Rng& rng);
/// Leaves over leaves, `leaf` pixels long.
cv::Mat draw_foliage(cv::Size size, double leaf, Rng& rng);
/// Blades of grass that are longer towards the lower side.
cv::Mat draw_grass(cv::Size size, Rng& rng);
/// Any of cloth, wood, plaster and bricks.
cv::Mat draw_material(cv::Size size, Rng& rng);

}  // namespace petseg
