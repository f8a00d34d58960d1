#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "sources/coco/rle.h"

namespace petseg {

/// One annotation of a photo, as much of it as its mask needs.
struct CocoInstance {
  bool is_crowd = false;
  std::int64_t pixels = 0;
  std::uint8_t label = 0;  ///< a class id or kIgnoreLabel
  std::string counts;      ///< compressed run lengths
};

/// All of a photo's instances as text, in the order in which they are painted: crowds first, then
/// the larger ones. A line "height width", and one of "label counts" for each.
std::string coco_annotation(cv::Size size, std::vector<CocoInstance> instances);

/// Paints what coco_annotation() wrote: class ids and kIgnoreLabel [H, W]. Throws DataError when it
/// is damaged, made for a photo of another size, or marks no pixel as a pet.
cv::Mat coco_mask(std::string_view annotation, cv::Size photo_size, const std::string& name);

}  // namespace petseg
