#pragma once

#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace petseg {

/// Losses over learning rates, all three vectors of one size, the rates above 0 and ascending.
struct RateChart {
  std::string title;
  std::string note;  ///< beneath the title
  std::vector<double> rates;
  std::vector<double> losses;
  std::vector<double> smoothed;
  double proposal = 0;  ///< the rates that are marked; 0: none
  double lowest = 0;
};

/// Dots for the losses, a line for the smoothed ones, over rates on a logarithmic axis; the
/// proposal and the lowest loss are marked. Losses far above the line are left out.
cv::Mat draw_rate_chart(const RateChart& chart);

}  // namespace petseg
