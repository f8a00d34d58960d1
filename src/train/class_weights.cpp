#include "petseg/train/class_weights.h"

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {

std::vector<double> balanced_class_weights(const std::vector<PhotoRecord>& photos,
                                           const std::string& where) {
  std::vector<double> weights;
  double sum = 0;
  for (int c = 0; c < kNumClasses; ++c) {
    double pixels = 0;
    for (const PhotoRecord& photo : photos) pixels += static_cast<double>(photo.class_pixels[c]);
    if (pixels == 0) {
      throw DataError(
          fmt::format("{}: \"auto\" needs pixels of each class, and the training photos have none "
                      "of {}; give {} numbers instead",
                      where, kClassNames[c], kNumClasses));
    }
    weights.push_back(1 / pixels);
    sum += weights.back();
  }
  for (double& weight : weights) weight *= kNumClasses / sum;
  return weights;
}

}  // namespace petseg
