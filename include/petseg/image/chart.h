#pragma once

#include <array>
#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "petseg/core/classes.h"

namespace petseg {

// A score that has no value is not a number; charts print it as "–".

/// One photo of a category. The pixels that are pet in the truth or in the prediction fall into
/// four kinds; counts and shares will do alike. (right + swapped) / all four is the pet IoU.
struct CategoryBar {
  std::string name;
  double miou;
  double right;     ///< pet of the right species
  double swapped;   ///< pet of the other species
  double missed;    ///< pet taken for background
  double invented;  ///< background taken for pet
};

/// The scores of a whole category, from the sums over its photos.
struct CategoryScores {
  double miou;
  std::array<double, kNumClasses> iou;
  double pet_iou;
  double species_swap;  ///< a rate in [0, 1]
};

/// A bar for each photo, lowest mIoU first. Its length is the pet IoU, split into right and swapped
/// species; missed and invented pixels fill the rest: one sees which photos fail, and whether by
/// their outline or by their species. A dot marks the photo's mIoU, a line the category's. Of
/// more than 80 photos the 80 lowest are shown.
cv::Mat category_chart(const std::string& title, const CategoryScores& scores,
                       std::vector<CategoryBar> bars);

/// Values of the epochs 1, 2, …; a gap in the line where one is not a number.
struct Curve {
  std::string name;
  std::vector<double> values;
};

struct TrainingCurves {
  std::vector<Curve> losses;
  std::vector<Curve> scores;  ///< in [0, 1]; curves named after a class have its colour
  int best_epoch = 0;         ///< from 1; 0: none yet
};

/// Losses on the left, scores on the right, over the epochs; the best epoch is marked.
cv::Mat training_chart(const std::string& title, const TrainingCurves& curves);

}  // namespace petseg
