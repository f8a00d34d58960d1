#pragma once

#include <optional>
#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "petseg/image/figure.h"
#include "petseg/image/palette.h"

namespace petseg {

/// What figures are made of: strips of paper of one width, put one under the other.

/// A picture of a row, with its title above and a dot of its colour before that.
struct Panel {
  std::string title;
  cv::Mat picture;  ///< RGB
  std::optional<Colour> colour{};
};

/// The size of an image scaled to fit into `box`, its shape kept.
cv::Size fitted(cv::Size image, cv::Size box);

/// Panels of one size side by side. Its width is the figure's.
cv::Mat panel_strip(const std::vector<Panel>& panels);

/// The figure's name on the left; `key_width` pixels on the right, from `key_left`, stay free.
struct HeadingStrip {
  cv::Mat canvas;
  cv::Point2d key_left;  ///< left end, at the middle of the line
};
HeadingStrip heading_strip(const std::string& name, int width, double key_width);

/// Names and values in as many lines as they need. Empty for no score.
cv::Mat score_strip(const std::vector<FigureScore>& scores, int width);

/// The strips one under the other; empty ones are left out.
cv::Mat join_strips(const std::vector<cv::Mat>& strips);

}  // namespace petseg
