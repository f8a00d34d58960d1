#include "petseg/image/sample_sheet.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"
#include "petseg/image/canvas.h"
#include "petseg/image/overlay.h"
#include "petseg/image/resize.h"
#include "petseg/image/text.h"

#include "image/checks.h"
#include "image/figure_parts.h"
#include "image/hatch.h"
#include "image/legend.h"

namespace petseg {
namespace {

constexpr int kColumns = 4;
constexpr int kSide = 224;  // four pairs and their gaps fit a screen of 1920 pixels
constexpr int kMargin = 20;
constexpr int kPairGap = 2;
constexpr int kGap = 18;
constexpr int kTitleHeight = 28;
constexpr int kSubtitleHeight = 24;
constexpr double kDot = 5;

constexpr TextStyle kMuted{.size = 14, .colour = kMutedInk};
constexpr TextStyle kShare{.size = 14, .colour = kInk};

/// Large pixels where a sample is small: they are what the network sees.
cv::Mat scaled_image(const cv::Mat& image, cv::Size size) {
  if (size.area() <= image.size().area()) return resize_image(image, size.height, size.width);
  cv::Mat large;
  cv::resize(image, large, size, 0, 0, cv::INTER_NEAREST);
  return large;
}

/// A rate in [0, 1], without decimals.
std::string share_text(double share) {
  return share < 0.01 ? "<1 %" : fmt::format("{:.0f} %", 100 * share);
}

/// "3  ● 24 %  ● 11 %": which sample it is, and how much of it each class covers.
void draw_title(cv::Mat& canvas, std::size_t number, const cv::Mat& mask, cv::Point2d left) {
  draw_text_centred(canvas, std::to_string(number), left, kMuted);
  left.x += std::max(24.0, text_width(std::to_string(number), kMuted) + 10);
  for (const int value : {int{kCat}, int{kDog}, int{kIgnoreLabel}}) {
    const int pixels = cv::countNonZero(mask == value);
    if (pixels == 0) continue;
    if (value == kIgnoreLabel) {
      cv::Mat swatch = canvas(cv::Rect(cvRound(left.x), cvRound(left.y - kDot), 10, 10));
      hatch(swatch, cv::Mat::ones(swatch.size(), CV_8U), 2);
    } else {
      fill_circle(canvas, {left.x + kDot, left.y}, kDot,
                  kClassColours[static_cast<std::size_t>(value)]);
    }
    const std::string text = share_text(pixels / static_cast<double>(mask.total()));
    draw_text_centred(canvas, text, {left.x + 2 * kDot + 6, left.y}, kShare);
    left.x += 2 * kDot + 6 + text_width(text, kShare) + 14;
  }
}

/// Image and truth side by side, below their title.
cv::Mat sample_card(const SampleSheet::Sample& sample, std::size_t number, cv::Size size) {
  cv::Mat card = make_canvas(kTitleHeight + size.height, 2 * size.width + kPairGap);
  draw_title(card, number, sample.mask, {0, kTitleHeight / 2.0});
  const cv::Mat image = scaled_image(sample.image, size);
  const cv::Mat mask = resize_mask(sample.mask, size.height, size.width);
  paste(card, image, {0, kTitleHeight});
  paste(card, overlay(image, mask), {size.width + kPairGap, kTitleHeight});
  return card;
}

cv::Mat card_grid(const std::vector<SampleSheet::Sample>& samples) {
  const cv::Size size = fitted(samples.front().image.size(), {kSide, kSide});
  const int columns = std::min(kColumns, static_cast<int>(samples.size()));
  const int rows = (static_cast<int>(samples.size()) + columns - 1) / columns;
  const cv::Size card(2 * size.width + kPairGap, kTitleHeight + size.height);
  const int row_height = card.height + kGap / 2;
  cv::Mat grid = make_canvas(rows * row_height + kMargin - kGap / 2,
                             2 * kMargin + columns * card.width + (columns - 1) * kGap);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const int column = static_cast<int>(i) % columns;
    const int row = static_cast<int>(i) / columns;
    paste(grid, sample_card(samples[i], i + 1, size),
          {kMargin + column * (card.width + kGap), row * row_height});
  }
  return grid;
}

cv::Mat subtitle_strip(const std::string& text, int width) {
  cv::Mat strip = make_canvas(kSubtitleHeight, width);
  draw_text_centred(strip, fit_text(text, kMuted, width - 2.0 * kMargin),
                    {kMargin, kSubtitleHeight / 2.0 - 6}, kMuted);
  return strip;
}

}  // namespace

cv::Mat draw_sample_sheet(const SampleSheet& sheet) {
  if (sheet.samples.empty()) throw std::invalid_argument("a sheet of no samples");
  bool has_ignored = false;
  for (const auto& [image, mask] : sheet.samples) {
    require_rgb(image);
    require_mask_of(image, mask);
    if (image.size() != sheet.samples.front().image.size()) {
      throw std::invalid_argument("samples of different sizes");
    }
    has_ignored = has_ignored || cv::countNonZero(mask == kIgnoreLabel) > 0;
  }
  const cv::Mat grid = card_grid(sheet.samples);
  const auto legend = class_legend(has_ignored);
  HeadingStrip heading = heading_strip(sheet.title, grid.cols, legend_width(legend));
  draw_legend(heading.canvas, legend, heading.key_left);
  return join_strips({heading.canvas, subtitle_strip(sheet.subtitle, grid.cols), grid});
}

}  // namespace petseg
