#pragma once

#include <vector>

#include <opencv2/core/types.hpp>

namespace petseg {

/// How items set in a line break into further lines.
struct FlowSpacing {
  double width;  ///< of a line
  double gap;    ///< between two items
  double line_height;
};

/// The left ends of items of these widths, from (0, 0).
std::vector<cv::Point2d> flow(const std::vector<double>& widths, const FlowSpacing& spacing);

}  // namespace petseg
