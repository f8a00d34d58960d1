#include "image/curve_plot.h"

#include <cmath>

#include "petseg/image/canvas.h"
#include "petseg/image/text.h"

#include "image/flow.h"
#include "image/legend.h"

namespace petseg {
namespace {

constexpr int kTitleHeight = 28;
constexpr int kLegendLine = 24;
constexpr double kLegendGap = 14;
constexpr double kKeyWidth = 22;  // of the stroke before a name
constexpr double kValueGap = 6;

constexpr TextStyle kTitle{.size = 15, .bold = true};
constexpr TextStyle kLabel{.size = 13, .colour = kMutedInk};
constexpr TextStyle kLegendValue{.size = 14, .bold = true};

/// A plot in its place: data → pixels.
struct Frame {
  const CurvePlot& plot;
  int left;
  int head_top;
  int top;

  int bottom() const { return top + CurvePlot::kHeight; }
  double x(double epoch) const { return left + plot.epochs.fraction(epoch) * CurvePlot::kWidth; }
  double y(double value) const {
    return bottom() - plot.values.fraction(value) * CurvePlot::kHeight;
  }
};

/// The value at the best epoch, else the last one.
double shown_value(const Curve& curve, int best_epoch) {
  if (curve.values.empty()) return std::nan("");
  const auto size = static_cast<int>(curve.values.size());
  const int epoch = best_epoch >= 1 && best_epoch <= size ? best_epoch : size;
  return curve.values[static_cast<std::size_t>(epoch - 1)];
}

struct LegendItem {
  std::string name;
  std::string value;
  Colour colour;

  double width() const {
    return kKeyWidth + text_width(name, kLegendText) + kValueGap + text_width(value, kLegendValue);
  }
};

std::vector<LegendItem> legend_of(const CurvePlot& plot) {
  std::vector<LegendItem> items;
  for (const StyledCurve& style : plot.curves)
    items.push_back({fit_text(style.curve->name, kLegendText, CurvePlot::kWidth / 3.0),
                     score_text(shown_value(*style.curve, plot.best_epoch)), style.colour});
  return items;
}

std::vector<cv::Point2d> legend_places(const std::vector<LegendItem>& items) {
  std::vector<double> widths;
  for (const LegendItem& item : items) widths.push_back(item.width());
  return flow(widths, {CurvePlot::kWidth, kLegendGap, kLegendLine});
}

void draw_head(cv::Mat& canvas, const Frame& frame) {
  cv::Point2d corner(frame.left, frame.head_top);
  draw_text(canvas, frame.plot.title, corner + cv::Point2d(0, 15), kTitle);
  corner.y += kTitleHeight + kLegendLine / 2.0 - 4;

  const std::vector<LegendItem> items = legend_of(frame.plot);
  const std::vector<cv::Point2d> places = legend_places(items);
  for (std::size_t i = 0; i < items.size(); ++i) {
    cv::Point2d place = corner + places[i];
    draw_line(canvas, {place + cv::Point2d(2, 0), place + cv::Point2d(14, 0)}, 3, items[i].colour);
    place.x += kKeyWidth;
    draw_text_centred(canvas, items[i].name, place, kLegendText);
    place.x += text_width(items[i].name, kLegendText) + kValueGap;
    draw_text_centred(canvas, items[i].value, place, kLegendValue);
  }
}

void draw_grid(cv::Mat& canvas, const Frame& frame) {
  const CurvePlot& plot = frame.plot;
  const int left = frame.left;
  for (const double tick : plot.values.ticks()) {
    const int y = cvRound(frame.y(tick));
    fill_rect(canvas, {left, y, CurvePlot::kWidth, 1}, kGrid);
    draw_text_centred(canvas, plot.values.label(tick), {left - 10.0, y + 0.5}, kLabel,
                      Align::kRight);
  }
  for (const double tick : plot.epochs.ticks()) {
    const int x = cvRound(frame.x(tick));
    fill_rect(canvas, {x, frame.top, 1, CurvePlot::kHeight + 5}, kGrid);
    draw_text_centred(canvas, plot.epochs.label(tick), {x + 0.5, frame.bottom() + 18.0}, kLabel,
                      Align::kCentre);
  }
  draw_text_centred(canvas, "epoch", {left + CurvePlot::kWidth / 2.0, frame.bottom() + 40.0},
                    kLabel, Align::kCentre);
}

/// Each unbroken stretch of numbers is a line; one that is a single point, a dot.
void draw_curve(cv::Mat& canvas, const Frame& frame, const StyledCurve& style) {
  std::vector<cv::Point2d> stretch;
  const auto finish = [&] {
    if (stretch.size() == 1) fill_circle(canvas, stretch.front(), 3, style.colour);
    if (stretch.size() > 1) draw_line(canvas, stretch, style.width, style.colour);
    stretch.clear();
  };
  double epoch = 0;
  for (const double value : style.curve->values) {
    epoch += 1;
    if (std::isfinite(value))
      stretch.emplace_back(frame.x(epoch), frame.y(value));
    else
      finish();
  }
  finish();
}

void draw_best_epoch(cv::Mat& canvas, const Frame& frame) {
  const int best = frame.plot.best_epoch;
  if (best < 1) return;
  const double x = frame.x(best);
  draw_dashed(canvas, {x, static_cast<double>(frame.top)}, {x, static_cast<double>(frame.bottom())},
              4, kMutedInk);
  for (const StyledCurve& style : frame.plot.curves) {
    const double value = shown_value(*style.curve, best);
    if (!std::isfinite(value)) continue;
    fill_circle(canvas, {x, frame.y(value)}, 5.5, kPaper);
    fill_circle(canvas, {x, frame.y(value)}, 4, style.colour);
  }
}

}  // namespace

int head_height(const CurvePlot& plot) {
  const std::vector<cv::Point2d> places = legend_places(legend_of(plot));
  const double last_line = places.empty() ? 0 : places.back().y;
  return kTitleHeight + cvRound(last_line) + kLegendLine;
}

void draw_curve_plot(cv::Mat& canvas, const CurvePlot& plot, const PlotPlace& place) {
  const Frame frame{plot, place.left, place.head_top, place.top};
  draw_head(canvas, frame);
  draw_grid(canvas, frame);
  // The first curve is the most important one and comes to lie on top.
  for (auto style = plot.curves.rbegin(); style != plot.curves.rend(); ++style)
    draw_curve(canvas, frame, *style);
  draw_best_epoch(canvas, frame);
}

}  // namespace petseg
