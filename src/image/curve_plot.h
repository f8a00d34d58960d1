#pragma once

#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "petseg/image/chart.h"
#include "petseg/image/palette.h"

#include "image/axis.h"

namespace petseg {

struct StyledCurve {
  const Curve* curve;
  Colour colour;
  double width;  ///< pixels
};

/// Curves over the epochs: a title, a legend with values, axes, and a mark at the best epoch.
struct CurvePlot {
  static constexpr int kWidth = 616;
  static constexpr int kHeight = 340;
  static constexpr int kTickWidth = 48;    ///< room needed left of the plot
  static constexpr int kBottomSpace = 62;  ///< and beneath it

  std::string title;
  std::vector<StyledCurve> curves;
  Axis epochs;
  Axis values;
  int best_epoch = 0;  ///< from 1; 0: no mark, and the legend shows the last values
};

/// The room needed above the plot for its title and legend.
int head_height(const CurvePlot& plot);

/// Where a plot goes on its canvas.
struct PlotPlace {
  int left;
  int head_top;  ///< of the title
  int top;       ///< of the plot itself, `head_height` or more below
};

void draw_curve_plot(cv::Mat& canvas, const CurvePlot& plot, const PlotPlace& place);

}  // namespace petseg
