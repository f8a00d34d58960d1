#pragma once

#include <span>
#include <string_view>

#include <opencv2/core/mat.hpp>

#include "petseg/image/text.h"

namespace petseg {

inline constexpr TextStyle kLegendText{.size = 14, .colour = kMutedInk};

struct LegendEntry {
  std::string_view name;
  Colour colour;
  bool is_hatched = false;  ///< in kIgnoredColour, as hatch() does
};

/// Coloured squares with their meanings, in one line of `legend_width` pixels.
void draw_legend(cv::Mat& canvas, std::span<const LegendEntry> entries, cv::Point2d left_middle);
double legend_width(std::span<const LegendEntry> entries);

/// The classes in their colours; ignored pixels are explained where there are some.
std::span<const LegendEntry> class_legend(bool has_ignored);

}  // namespace petseg
