#pragma once

#include <optional>

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"
#include "petseg/data/labelled_photo.h"

namespace petseg {

/// Whether a cat still looks whole when it is pasted into another photo: its mask is one piece, and
/// its own photo cuts it at no side, or at one that can be laid on the same side of the other.
bool can_be_pasted(const cv::Mat& cat_mask);

/// Puts the cat of one photo beside or before the dog of another: at a size that suits the dog's,
/// on the ground where the dog is, in the other photo's brightness, with soft edges. In the mask
/// the cat is in front. Empty when no placement leaves both animals well visible: each at least 2 %
/// of the photo, and half of the dog.
std::optional<LabelledPhoto> compose_cat_and_dog(const LabelledPhoto& cat, const LabelledPhoto& dog,
                                                 Rng& rng);

}  // namespace petseg
