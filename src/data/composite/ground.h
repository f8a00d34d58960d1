#pragma once

#include <optional>

#include <opencv2/core/mat.hpp>

#include "data/composite/subject.h"

namespace petseg {

/// What a photo shows where its animal is not, in means over areas: to tell where there is the same
/// ground as below that animal.
class Ground {
 public:
  Ground(const cv::Mat& image, const Subject& subject);

  /// How much the strip below an animal that stands in `box` differs in colour from what the
  /// photo's own animal stands on: 0 … 255. Empty where nothing of either can be seen.
  std::optional<double> difference_below(const cv::Rect& box) const;

  /// How much two areas differ in colour: 0 … 255. Empty where one shows nothing but the animal.
  std::optional<double> difference(const cv::Rect& one, const cv::Rect& other) const;

  /// Whether all of an area looks like one ground to stand on, that of the photo's own animal:
  /// about its colour, without much else in it, and neither water nor sky.
  bool is_ground(const cv::Rect& area) const;

 private:
  struct Look {
    cv::Vec3d mean;
    double deviation;  // of the channel that varies most
  };
  std::optional<Look> look(const cv::Rect& area) const;
  cv::Rect strip_below(const cv::Rect& box) const;

  cv::Size size_;                    // of the photo
  cv::Mat sums_, squares_, pixels_;  // integral images of the photo at a quarter of its size
  std::optional<Look> own_;
};

}  // namespace petseg
