#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "petseg/image/canvas.h"
#include "petseg/image/chart.h"
#include "petseg/image/text.h"

#include "image/axis.h"
#include "image/curve_plot.h"
#include "image/legend.h"

namespace petseg {
namespace {

constexpr int kMargin = 28;
constexpr int kGap = 40;
constexpr int kHeadTop = 68;
constexpr int kTitleBaseline = 46;

constexpr TextStyle kTitle{.size = 20, .bold = true};

/// Curves of a class have its colour; the first of the others is drawn strongest.
std::vector<StyledCurve> styled(const std::vector<Curve>& curves) {
  constexpr std::array kOthers{kInk, kSwappedColour, kRightColour, kMissedColour};
  std::vector<StyledCurve> result;
  std::size_t others = 0;
  for (const Curve& curve : curves) {
    const auto* known = std::find(kClassNames.begin(), kClassNames.end(), curve.name);
    if (known != kClassNames.end()) {
      const auto id = static_cast<std::size_t>(known - kClassNames.begin());
      result.push_back({&curve, kClassColours[id], 1.75});
    } else {
      result.push_back({&curve, kOthers[others % kOthers.size()], others == 0 ? 2.5 : 1.75});
      ++others;
    }
  }
  return result;
}

/// The least and the greatest of all values that are numbers; 0 and 1 when there is none.
std::pair<double, double> span_of(const std::vector<Curve>& curves) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Curve& curve : curves)
    for (const double value : curve.values)
      if (std::isfinite(value)) {
        low = std::min(low, value);
        high = std::max(high, value);
      }
  return low <= high ? std::pair{low, high} : std::pair{0.0, 1.0};
}

/// Reaches down to zero, so that the slope of a loss is not exaggerated.
Axis loss_axis(const std::vector<Curve>& losses) {
  const auto [low, high] = span_of(losses);
  return round_axis(std::min(low, 0.0), high, 6);
}

/// Only as far as the scores reach: their last percents are what matters.
Axis score_axis(const std::vector<Curve>& scores) {
  const auto [low, high] = span_of(scores);
  return round_axis(low, std::max(high, low + 0.05), 6);
}

int last_epoch(const TrainingCurves& curves) {
  std::size_t last = 0;
  for (const auto* group : {&curves.losses, &curves.scores})
    for (const Curve& curve : *group) last = std::max(last, curve.values.size());
  return static_cast<int>(last);
}

std::string epochs_text(int best, int last) {
  if (last == 0) return "no epoch yet";
  return best > 0 ? fmt::format("best epoch {} of {}", best, last)
                  : fmt::format("epochs: {}", last);
}

void draw_heading(cv::Mat& canvas, const std::string& title, const std::string& note) {
  const double right = canvas.cols - kMargin;
  draw_text(canvas, note, {right, kTitleBaseline}, kLegendText, Align::kRight);
  const double room = right - text_width(note, kLegendText) - 24 - kMargin;
  draw_text(canvas, fit_text(title, kTitle, room), {kMargin, kTitleBaseline}, kTitle);
}

}  // namespace

cv::Mat training_chart(const std::string& title, const TrainingCurves& curves) {
  const int last = last_epoch(curves);
  const int best = std::clamp(curves.best_epoch, 0, last);
  const Axis epochs = epoch_axis(last, 8);
  const CurvePlot loss{"loss", styled(curves.losses), epochs, loss_axis(curves.losses), best};
  const CurvePlot score{"validation", styled(curves.scores), epochs, score_axis(curves.scores),
                        best};

  const int top = kHeadTop + std::max(head_height(loss), head_height(score));
  const int left = kMargin + CurvePlot::kTickWidth;
  const int right = left + CurvePlot::kWidth + kGap + CurvePlot::kTickWidth;
  cv::Mat canvas = make_canvas(top + CurvePlot::kHeight + CurvePlot::kBottomSpace,
                               right + CurvePlot::kWidth + kMargin);
  draw_heading(canvas, title, epochs_text(best, last));
  draw_curve_plot(canvas, loss, {left, kHeadTop, top});
  draw_curve_plot(canvas, score, {right, kHeadTop, top});
  return canvas;
}

}  // namespace petseg
