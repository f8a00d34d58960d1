#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <opencv2/core/mat.hpp>

namespace petseg {

/// What can be measured on a photo and its mask, and may be why a model fails on it. Written to the
/// manifest; the rules of the debugging set and the search for weak spots read it there.
struct PhotoProperties {
  double luminance = 0;     ///< mean luma (ITU-R BT.601), 0 … 1
  double contrast = 0;      ///< standard deviation of the luma (RMS contrast), 0 … 0.5
  double sharpness = 0;     ///< log10(1 + variance of the Laplacian of the luma in 0 … 255)
  double clutter = 0;       ///< share of background pixels on an edge, 0 … 1
  double animal_share = 0;  ///< share of the photo's pixels that are cat or dog, 0 … 1
  double border_touch = 0;  ///< share of the outermost pixels that are cat or dog, 0 … 1
  double centre_x = 0.5;    ///< of the animals' pixels, 0 left … 1 right
  double centre_y = 0.5;    ///< 0 top … 1 bottom
  double aspect = 1;        ///< width / height
};

/// Names, as in manifests and rules, and fields.
struct PropertySpec {
  std::string_view name;
  double PhotoProperties::*field;
};
std::span<const PropertySpec> property_specs();

/// The longer side of a photo at which it is measured: contrast, sharpness and clutter depend on
/// it.
inline constexpr int kMeasuredSize = 256;

/// Of a photo, RGB [H, W, 3]: 8-bit [h, w], shrunk to at most kMeasuredSize.
cv::Mat measured_luma(const cv::Mat& rgb);

/// To four digits, as manifests keep them. `luma`: measured_luma() of the photo; `mask`: its truth
/// in full size [H, W], of whose pixels `animal_pixels` are cat or dog.
PhotoProperties measure_properties(const cv::Mat& luma, const cv::Mat& mask,
                                   std::int64_t animal_pixels);

}  // namespace petseg
