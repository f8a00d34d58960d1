#pragma once

#include <cstdint>

#include <opencv2/core/mat.hpp>

#include "petseg/core/classes.h"

#include "data/composite/matte.h"
#include "data/composite/subject.h"

namespace petseg {

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
Cutout cut_out(const cv::Mat& mask, const Subject& subject, const Matte& matte, double scale,
               bool flipped);

}  // namespace petseg
