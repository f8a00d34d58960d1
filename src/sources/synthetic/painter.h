#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"

#include "sources/synthetic/coat.h"
#include "sources/synthetic/shape.h"

namespace petseg {

/// How an animal's own units become pixels: bent and squeezed, so that no two animals have the same
/// figure, then scaled, mirrored when asked, turned, moved.
struct Pose {
  double scale = 50;  ///< pixels of a head's radius
  bool faces_right = false;
  double degrees = 0;
  cv::Point2d origin;  ///< where the animal's (0, 0) comes to lie
  double squeeze = 1;  ///< width against height
  double shear = 0;    ///< how far a height of 1 leans to the right
  double bend = 0;     ///< how far points move on waves along the other axis
  cv::Point2d phase;   ///< of those waves, in radians

  cv::Point2d pixel(cv::Point2d point) const;
};

/// Where the light comes from.
struct Light {
  cv::Point2d from{0, -1};  ///< a unit vector, y down
  double strength = 0.5;
};

/// Paints the parts of one animal, back to front, onto a layer of its own.
class Painter {
 public:
  Painter(const Coat& coat, const Pose& pose, const Light& light, Rng& rng);

  /// A part of the body, cut from one of the coat's textures: rounded by shading, `light` times as
  /// bright, with hairs along its outline. It flows into the parts that it covers.
  void fur(const Outline& outline, const cv::Mat& texture, double light = 1);
  /// A smooth part in one colour: eyes, nose, tongue.
  void smooth(const Outline& outline, Colour colour);
  /// A smooth band around what is painted already, cut where that ends: a collar.
  void band(const Outline& outline, Colour colour);
  /// A thin line that does not belong to the animal's mask: mouth, whiskers.
  void line(const Outline& path, Colour colour, double thickness);

  /// Shades the whole animal and puts it into a scene, its shadow behind it.
  void show_in(cv::Mat& scene);

  const Coat& coat() const { return coat_; }
  /// 255 where the animal is: 8-bit [H, W].
  const cv::Mat& mask() const { return mask_; }

 private:
  Outline on_canvas(const Outline& outline) const;
  cv::Mat furry_shape(const Outline& place, const cv::Rect& box);
  cv::Mat rounded_light(const cv::Mat& inside) const;

  const Coat& coat_;
  Pose pose_;
  Light light_;
  Rng& rng_;
  cv::Mat layer_;  ///< float RGB [H, W, 3], of the coat's colour where nothing is painted yet
  cv::Mat alpha_;  ///< float [H, W]: how much of the layer is seen
  cv::Mat mask_;
};

}  // namespace petseg
