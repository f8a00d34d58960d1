#pragma once

#include "sources/synthetic/breed.h"
#include "sources/synthetic/painter.h"

namespace petseg {

enum class HeadView { kFront, kProfile, kAsleep };

struct HeadPlace {
  cv::Point2d centre;
  double size = 1;     ///< radius
  double degrees = 0;  ///< tilt
  HeadView view = HeadView::kFront;
};

/// A cat's head is round, with pointed ears, slit pupils and whiskers; a dog's is longer, with a
/// muzzle, a large nose and ears that mostly hang. Profiles look to the left.
void draw_head(Painter& painter, const SyntheticBreed& breed, const HeadPlace& place, Rng& rng);

}  // namespace petseg
