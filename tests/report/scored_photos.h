#pragma once

#include <string>
#include <vector>

#include "petseg/report/report.h"

namespace petseg {

/// A photo of a cat with 100 pet pixels, of which so many were found, and 300 of background, all
/// right.
inline ScoredPhoto cat_photo(const std::string& name, int found,
                             const std::vector<std::string>& categories = {}) {
  const bool is_test = categories.empty();
  ScoredPhoto photo{.record = {.image = name + ".jpg",
                               .mask = name + ".png",
                               .breed = "Bengal",
                               .split = is_test ? Split::kTest : Split::kDebugging,
                               .categories = categories,
                               .height = 20,
                               .width = 20,
                               .sha256 = "bytes of " + name,
                               .mask_sha256 = "truth of " + name,
                               .class_pixels = {300, 100, 0},
                               .origin = name + ".jpg"}};
  photo.score.confusion[kBackground][kBackground] = 300;
  photo.score.confusion[kCat][kCat] = found;
  photo.score.confusion[kCat][kBackground] = 100 - found;
  photo.network_score = photo.score;
  return photo;
}

}  // namespace petseg
