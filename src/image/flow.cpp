#include "image/flow.h"

namespace petseg {

std::vector<cv::Point2d> flow(const std::vector<double>& widths, const FlowSpacing& spacing) {
  std::vector<cv::Point2d> places;
  cv::Point2d next(0, 0);
  for (const double width : widths) {
    if (next.x > 0 && next.x + width > spacing.width) next = {0, next.y + spacing.line_height};
    places.push_back(next);
    next.x += width + spacing.gap;
  }
  return places;
}

}  // namespace petseg
