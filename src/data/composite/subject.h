#pragma once

#include <optional>

#include <opencv2/core/mat.hpp>

#include "petseg/core/classes.h"

namespace petseg {

/// The sides at which an animal is cut off by its photo.
struct CutSides {
  bool top, bottom, left, right;
};

/// Where a photo's animal is.
struct Subject {
  cv::Mat shape;  ///< 255 at the animal and at the ignored band around it, else 0 [H, W]
  cv::Rect box;   ///< around the shape
  double area;    ///< of the shape, in pixels
  CutSides cut;
  ClassId species;  ///< of most of its pixels
};

/// Empty when the mask shows no animal.
std::optional<Subject> find_subject(const cv::Mat& mask);

/// Whether the animal is one piece without the long straight edges that a photo's frame or
/// furniture before it leaves.
bool looks_natural(const Subject& subject);

}  // namespace petseg
