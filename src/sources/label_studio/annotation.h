#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "petseg/sources/truth_reader.h"

namespace petseg {

// Label Studio gives places in percent of the photo's width and height, and angles in degrees,
// clockwise; they turn the shape in pixels.

/// Alternating runs of pixels that are not and that are marked, row by row (see brush_runs()).
struct Brush {
  std::vector<std::uint32_t> runs;
};
/// Turned about its top left corner (x, y).
struct Rectangle {
  double x, y, width, height, rotation;
};
/// Turned about its centre (x, y).
struct Ellipse {
  double x, y, radius_x, radius_y, rotation;
};
struct Polygon {
  std::vector<cv::Point2d> points;
};

/// What an annotator marked and named.
struct Region {
  std::uint8_t label = 0;  ///< a class id or kIgnoreLabel
  std::variant<Brush, Rectangle, Ellipse, Polygon> shape;
};

/// The regions of one annotator, later ones above earlier ones, as a few bytes.
std::string pack_regions(std::span<const Region> regions);

/// More annotators than this cannot vote.
inline constexpr std::size_t kMaxAnnotators = 255;

/// RawPhoto::annotation: the size at which the annotators saw the photo (0×0 where the export does
/// not say), and the packed regions of each, of which there are 1 to kMaxAnnotators.
std::string pack_annotation(cv::Size size, std::span<const std::string> annotators);

/// Draws packed annotations, at the size that stands there, or else at the photo's. What nobody
/// marked is background. Of several annotators more than half must agree on a pixel's class; where
/// they do not, it is kIgnoreLabel.
class LabelStudioTruth : public TruthReader {
 public:
  cv::Mat mask(const RawPhoto& photo, std::string_view bytes, cv::Size photo_size) const override;
  std::string settings() const override { return "Label Studio regions"; }
};

}  // namespace petseg
