#include "petseg/image/rate_chart.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "petseg/image/canvas.h"
#include "petseg/image/text.h"

#include "image/axis.h"

namespace petseg {
namespace {

constexpr int kWidth = 760, kHeight = 380;  // of the plot
constexpr int kLeft = 88, kRight = 36, kTop = 116, kBottom = 72;

constexpr TextStyle kTitle{.size = 20, .bold = true};
constexpr TextStyle kNote{.size = 14, .colour = kMutedInk};
constexpr TextStyle kLabel{.size = 13, .colour = kMutedInk};
constexpr TextStyle kMark{.size = 14, .bold = true};
constexpr Colour kDots{176, 183, 193};

/// Room above the line for some of the dots.
constexpr double kHeadroom = 0.15;

/// "1e-05" → "1e-5", as it is written in a setup.
std::string rate_text(double rate, int digits) {
  std::string text = fmt::format("{:.{}e}", rate, digits);
  if (const std::size_t zero = text.find("-0"); zero != std::string::npos) text.erase(zero + 1, 1);
  if (const std::size_t plus = text.find("+0"); plus != std::string::npos) text.erase(plus, 2);
  return text;
}

class Plot {
 public:
  Plot(const RateChart& chart, cv::Mat& canvas) : chart_(chart), canvas_(canvas) {
    first_ = std::log10(chart.rates.front());
    last_ = std::max(std::log10(chart.rates.back()), first_ + 0.1);
    const auto [low, high] = std::ranges::minmax(chart.smoothed);
    values_ = round_axis(low, high + kHeadroom * (high - low), 6);
  }

  void draw() const {
    draw_grid();
    for (std::size_t i = 0; i < chart_.rates.size(); ++i) {
      if (chart_.losses[i] < values_.low || chart_.losses[i] > values_.high) continue;
      fill_circle(canvas_, {x(chart_.rates[i]), y(chart_.losses[i])}, 2.5, kDots);
    }
    std::vector<cv::Point2d> line;
    for (std::size_t i = 0; i < chart_.rates.size(); ++i) {
      line.emplace_back(x(chart_.rates[i]), y(chart_.smoothed[i]));
    }
    draw_line(canvas_, line, 2.5, kInk);
    draw_mark(chart_.lowest, "lowest", kMutedInk, /*row=*/1);
    draw_mark(chart_.proposal, "proposal", kMissedColour, /*row=*/0);
  }

 private:
  double x(double rate) const {
    return kLeft + (std::log10(rate) - first_) / (last_ - first_) * kWidth;
  }
  double y(double value) const { return kTop + (1 - values_.fraction(value)) * kHeight; }

  void draw_grid() const {
    for (const double tick : values_.ticks()) {
      fill_rect(canvas_, {kLeft, cvRound(y(tick)), kWidth, 1}, kGrid);
      draw_text_centred(canvas_, values_.label(tick), {kLeft - 10.0, y(tick) + 0.5}, kLabel,
                        Align::kRight);
    }
    constexpr double kRounding = 1e-6;  // the ends of a ramp are powers of ten, nearly
    for (double decade = std::ceil(first_ - kRounding); decade <= last_ + kRounding; ++decade) {
      const double rate = std::pow(10, decade);
      fill_rect(canvas_, {cvRound(x(rate)), kTop, 1, kHeight + 5}, kGrid);
      draw_text_centred(canvas_, rate_text(rate, 0), {x(rate), kTop + kHeight + 18.0}, kLabel,
                        Align::kCentre);
    }
    draw_text_centred(canvas_, "learning rate", {kLeft + kWidth / 2.0, kTop + kHeight + 44.0},
                      kLabel, Align::kCentre);
    draw_text_centred(canvas_, "loss", {kLeft - 10.0, kTop - 16.0}, kLabel, Align::kRight);
  }

  /// A dashed line with its name; two marks a decade apart have names in two rows.
  void draw_mark(double rate, const char* name, Colour colour, int row) const {
    if (rate < chart_.rates.front() || rate > chart_.rates.back()) return;
    draw_dashed(canvas_, {x(rate), kTop}, {x(rate), kTop + kHeight}, 4, colour);
    TextStyle style = kMark;
    style.colour = colour;
    const std::string text = fmt::format("{} {}", name, rate_text(rate, 1));
    const double half = text_width(text, style) / 2;
    const double middle = std::clamp(x(rate), kLeft + half, kLeft + kWidth - half);
    draw_text(canvas_, text, {middle, kTop - 28.0 + 20 * row}, style, Align::kCentre);
  }

  const RateChart& chart_;
  cv::Mat& canvas_;
  double first_, last_;  // decades
  Axis values_;
};

}  // namespace

cv::Mat draw_rate_chart(const RateChart& chart) {
  cv::Mat canvas = make_canvas(kTop + kHeight + kBottom, kLeft + kWidth + kRight);
  const double room = canvas.cols - 56;
  draw_text(canvas, fit_text(chart.title, kTitle, room), {28, 40}, kTitle);
  draw_text(canvas, fit_text(chart.note, kNote, room), {28, 64}, kNote);
  Plot(chart, canvas).draw();
  return canvas;
}

}  // namespace petseg
