#pragma once

#include <optional>

#include <opencv2/core/mat.hpp>

namespace petseg {

class AnimalPhoto;

/// A part of a photo that shows its ground but not its animal: a photo of its own for another.
struct Clearing {
  cv::Rect area;
  int ground_top;    ///< row of the photo from which on all of the area is ground
  double sharpness;  ///< as sharpness() says
};

/// The largest part with an aspect between 1:2 and 2:1, at least 12 % of the photo and 112 pixels
/// on the shorter side, that ends in ground.
std::optional<Clearing> find_clearing(const AnimalPhoto& photo);

}  // namespace petseg
