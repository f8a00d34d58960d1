#pragma once

#include <cstdint>
#include <optional>

#include <opencv2/core/mat.hpp>

#include "petseg/core/classes.h"
#include "petseg/data/labelled_photo.h"

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

/// Whether a photo has a frame, or bars on two sides: one colour along opposite borders, and more
/// a little further in.
bool has_frame(const cv::Mat& image);

/// An animal cut out of its photo, at the size at which it will be pasted.
struct Cutout {
  cv::Mat image;   ///< 8-bit RGB
  cv::Mat alpha;   ///< 8-bit
  cv::Mat labels;  ///< its part of the mask
  ClassId species;
};

/// The alpha from which on a pixel counts as the animal's.
inline constexpr std::uint8_t kOpaque = 128;

/// How large the subject's box is, scaled; at least a pixel.
cv::Size scaled_size(const Subject& subject, double scale);

/// The cutout has the subject's scaled size.
Cutout cut_out(const LabelledPhoto& photo, const Subject& subject, double scale, bool flipped);

}  // namespace petseg
