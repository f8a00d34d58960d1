#pragma once

#include <cstddef>

#include "sources/synthetic/breed.h"
#include "sources/synthetic/painter.h"

namespace petseg {

/// A way to stand, sit or lie, with its extent in heads' radii around the point on the ground at
/// which the animal is placed (y down), for a body of size 1.
struct Posture {
  void (*draw)(Painter&, const SyntheticBreed&, Rng&);
  double left, top, right, bottom;
  cv::Point2d head;          ///< where the head is
  bool is_close_up = false;  ///< cut by the photo's lower side
};

std::span<const Posture> postures();

}  // namespace petseg
