#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"

#include "sources/synthetic_coat.h"
#include "sources/synthetic_shape.h"

namespace petseg {

/// How an animal's own units become pixels: scaled, mirrored when asked, turned, moved.
struct Pose {
  double scale = 50;  ///< pixels of a head's radius
  bool faces_right = false;
  double degrees = 0;
  cv::Point2d origin;  ///< where the animal's (0, 0) comes to lie
};

/// Paints the parts of one animal onto an image, back to front, and keeps its mask.
class Painter {
 public:
  Painter(cv::Mat& image, const Coat& coat, const Pose& pose, Rng& rng);

  /// A part of the body, cut from one of the coat's textures: rounded by shading, `light` times as
  /// bright, with a furry outline.
  void fur(const Outline& outline, const cv::Mat& texture, double light = 1);
  /// A smooth part in one colour: eyes, nose, tongue.
  void smooth(const Outline& outline, Colour colour);
  /// A thin line that does not belong to the animal's mask: mouth, whiskers.
  void line(const Outline& path, Colour colour, double thickness);

  const Coat& coat() const { return coat_; }
  /// 255 where the animal is: 8-bit [H, W].
  const cv::Mat& mask() const { return mask_; }

 private:
  Outline on_canvas(const Outline& outline) const;

  cv::Mat& image_;
  cv::Mat mask_;
  const Coat& coat_;
  Pose pose_;
  Rng& rng_;
};

}  // namespace petseg
