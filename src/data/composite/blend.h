#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/data/labelled_photo.h"

#include "data/composite/animal_photo.h"
#include "data/composite/cutout.h"

namespace petseg {

/// Where and how a cutout is pasted.
struct Placement {
  cv::Point corner;  ///< of the cutout in the host; parts of it may lie outside
  bool in_front;     ///< of the host's animal
  bool has_shadow;   ///< where it touches the ground
};

/// What is seen after pasting, in pixels.
struct Visible {
  int pasted;       ///< of the cutout
  int host_hidden;  ///< of the host's animals
};

/// Pastes a cutout into `host`, a copy of the photo `own`, or of a part of it where its animal is
/// not.
Visible paste(const Cutout& cutout, const Placement& placement, const AnimalPhoto& own,
              LabelledPhoto& host);

}  // namespace petseg
