#pragma once

#include <opencv2/core/mat.hpp>

#include "sources/synthetic/texture.h"

namespace petseg {

enum class CoatPattern { kSolid, kTabby, kSpotted, kPatches, kPoints, kBrindle };

/// What a breed's coats look like.
struct CoatStyle {
  CoatPattern pattern = CoatPattern::kSolid;
  Colour base;
  Colour marking;           ///< stripes, spots, patches, or the dark points
  double pale_chest = 0.3;  ///< chance that chest, muzzle and paws are pale
  double hair = 0.07;       ///< length of the hairs, in heads' radii
};

/// The fur of one animal, as textures as large as the photo from which its parts are cut.
struct Coat {
  cv::Mat main;         ///< float RGB [H, W, 3]
  cv::Mat pale;         ///< chest, muzzle and paws; `main` where these are not pale
  cv::Mat extremities;  ///< ears, tail, face; `main` where these are not dark
  double hair;          ///< length of the hairs, in heads' radii
};

/// Grows a coat of this style for an animal whose head has a radius of `head` pixels.
Coat grow_coat(const CoatStyle& style, cv::Size size, double head, Rng& rng);

}  // namespace petseg
