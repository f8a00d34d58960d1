#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"

#include "data/composite/cutout.h"

namespace petseg {

/// Gives a cutout the look of the photo into which it will be pasted: a part of the difference in
/// brightness and colour cast between the two photos, no more sharpness than `sharp_part` of the
/// host has, and the host's grain.
void harmonise(Cutout& cutout, const cv::Mat& own_photo, const cv::Mat& host,
               const cv::Rect& sharp_part, Rng& rng);

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

/// Pastes a cutout into a photo.
Visible paste(const Cutout& cutout, const Placement& placement, const Subject& host_subject,
              LabelledPhoto& host);

}  // namespace petseg
