#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"
#include "petseg/data/labelled_photo.h"
#include "petseg/loader/augmentation.h"

namespace petseg {

/// A geometric view of a photo as the network sees it: rotated, scaled, shifted, mirrored. Beyond
/// its border the photo is reflected and its mask with it, so that padding is neither background
/// nor ignored but has the truth of what it shows. A photo of as many pixels as `size` keeps its
/// scale on average.
LabelledPhoto warp(const LabelledPhoto& photo, cv::Size size, const Augmentation& options,
                   Rng& rng);

/// Views of two photos in one of size × size, left and right of a straight line near its middle:
/// each on its animal, and large enough for little of its border to be seen.
LabelledPhoto side_by_side(const LabelledPhoto& left, const LabelledPhoto& right, int size,
                           const Augmentation& options, Rng& rng);

/// The animal of another photo over `photo`, turned and scaled as warp() does, brought nearer to
/// its brightness, its edge soft and without the rim of background that annotations leave; of a few
/// random places, the one that hides least of the animal that is there. Where its own photo cuts it
/// off, it ends at the view's border. Ignored pixels of `other` stay behind, those of `photo` are
/// known where the animal covers them (copy-paste, Ghiasi et al. 2021). False, and `photo`
/// unchanged, where there is no place for it, where it would take more than 60 % of the view or
/// next to nothing, or hide more than 60 % of the other animal.
bool paste_animal(LabelledPhoto& photo, const LabelledPhoto& other, const Augmentation& options,
                  Rng& rng);

/// Colours, blur, darkness, noise and compression of 8-bit RGB, in place.
void recolour(cv::Mat& image, const Augmentation& options, Rng& rng);

/// Fills a rectangle of 5 to 20 % of the photo with its mean colour. The truth there is not known
/// to who sees it: ignored (cutout, DeVries and Taylor 2017).
void hide_rectangle(LabelledPhoto& photo, Rng& rng);

}  // namespace petseg
