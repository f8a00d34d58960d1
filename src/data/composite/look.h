#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"

#include "data/composite/cutout.h"

namespace petseg {

/// What tells that a part comes from another photo.
struct Look {
  cv::Scalar mean;   ///< of the photo's RGB: its light
  double sharpness;  ///< of what is sharp in it, as sharpness() says
  double noise;      ///< the deviation of its grain, in levels
};

/// How hard the hardest edges are: the 95th percentile of the Laplacian's absolute values.
double sharpness(const cv::Mat& rgb);

Look find_look(const cv::Mat& photo, const cv::Rect& sharp_part);

/// Gives a cutout of a photo that looks like `own` the look of another: a part of the difference in
/// brightness and colour cast, no more sharpness, and at least its grain.
void harmonise(Cutout& cutout, const Look& own, const Look& wanted, Rng& rng);

}  // namespace petseg
