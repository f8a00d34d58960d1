#include "image/legend.h"

#include <array>

#include "petseg/core/classes.h"
#include "petseg/image/canvas.h"
#include "petseg/image/text.h"

#include "image/hatch.h"

namespace petseg {
namespace {

constexpr std::array kClassLegend{LegendEntry{kClassNames[kBackground], kClassColours[kBackground]},
                                  LegendEntry{kClassNames[kCat], kClassColours[kCat]},
                                  LegendEntry{kClassNames[kDog], kClassColours[kDog]},
                                  LegendEntry{"ignored", kIgnoredColour, /*is_hatched=*/true}};

constexpr double kSwatch = 12;
constexpr double kSwatchGap = 7;
constexpr double kEntryGap = 20;

double entry_width(const LegendEntry& entry) {
  return kSwatch + kSwatchGap + text_width(entry.name, kLegendText);
}

}  // namespace

void draw_legend(cv::Mat& canvas, std::span<const LegendEntry> entries, cv::Point2d left_middle) {
  for (const LegendEntry& entry : entries) {
    const cv::Rect2d place(left_middle.x, left_middle.y - kSwatch / 2, kSwatch, kSwatch);
    if (entry.is_hatched) {
      cv::Mat swatch = canvas(place);
      hatch(swatch, cv::Mat::ones(swatch.size(), CV_8U), 2);
    } else {
      fill_rounded(canvas, place, 3, entry.colour);
    }
    draw_text_centred(canvas, entry.name, left_middle + cv::Point2d(kSwatch + kSwatchGap, 0),
                      kLegendText);
    left_middle.x += entry_width(entry) + kEntryGap;
  }
}

double legend_width(std::span<const LegendEntry> entries) {
  double width = entries.empty() ? 0 : -kEntryGap;
  for (const LegendEntry& entry : entries) width += entry_width(entry) + kEntryGap;
  return width;
}

std::span<const LegendEntry> class_legend(bool has_ignored) {
  return std::span(kClassLegend).first(has_ignored ? kNumClasses + 1 : kNumClasses);
}

}  // namespace petseg
