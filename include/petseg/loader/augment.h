#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"
#include "petseg/data/labelled_photo.h"

namespace petseg {

/// Random changes of one training sample. The defaults are the measured recipe.
struct Augmentation {
  double rotation_deg = 15;                      ///< uniform in ±
  double scale_low = 0.75, scale_high = 1.35;    ///< animal's size
  double aspect_low = 0.85, aspect_high = 1.18;  ///< width against height
  double shift = 0.12;                           ///< uniform in ±, of the input's side
  double flip = 0.5;                             ///< probability of mirroring
  double brightness_low = 0.6, brightness_high = 1.4;
  double contrast_low = 0.7, contrast_high = 1.3;
  double saturation_low = 0.4, saturation_high = 1.5;
  double channel_shift = 12;   ///< grey levels per channel, uniform in ±
  double blur = 0.15;          ///< probability; σ uniform in 0.5–1.5 pixels
  double noise = 0.10;         ///< probability; σ uniform in 3–15 grey levels
  double copy_paste = 0.35;    ///< probability that another photo's animal is pasted over this one
  double side_by_side = 0.15;  ///< probability that two photos share the view instead
  double other_species = 0.7;  ///< probability that the other photo has to be of another species
};

/// A geometric view of a photo as the network sees it: rotated, scaled, shifted, mirrored. Beyond
/// its border the photo is reflected and its mask with it, so that padding is neither background
/// nor ignored but has the truth of what it shows. A photo of as many pixels as `size` keeps its
/// scale on average.
LabelledPhoto warp(const LabelledPhoto& photo, cv::Size size, const Augmentation& options,
                   Rng& rng);

/// Views of two photos in one of size × size, left and right of a straight line near its middle.
LabelledPhoto side_by_side(const LabelledPhoto& left, const LabelledPhoto& right, int size,
                           const Augmentation& options, Rng& rng);

/// The animal of `other` over `photo` (both size × size), its edge blended over one pixel; of a few
/// random places, the one that hides least of the animal that is there. Unchanged where the other
/// animal fills most of its view. Ignored pixels of `other` stay behind, those of `photo` are known
/// where the animal covers them (copy-paste, Ghiasi et al. 2021).
void paste_animal(LabelledPhoto& photo, const LabelledPhoto& other, Rng& rng);

/// Brightness, contrast, saturation, colour cast, blur and noise of 8-bit RGB, in place.
void recolour(cv::Mat& image, const Augmentation& options, Rng& rng);

}  // namespace petseg
