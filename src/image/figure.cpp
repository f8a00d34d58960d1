#include "petseg/image/figure.h"

#include <algorithm>
#include <stdexcept>

#include <opencv2/imgproc.hpp>

#include "petseg/image/canvas.h"
#include "petseg/image/overlay.h"
#include "petseg/image/resize.h"
#include "petseg/image/text.h"

#include "image/checks.h"
#include "image/figure_parts.h"
#include "image/legend.h"

namespace petseg {
namespace {

// Three or five panels, their gaps and the margins stay below 1600 and 1800 pixels.
const cv::Size kDebuggingPanel{500, 360};
const cv::Size kPredictionPanel{340, 320};
const cv::Size kTilePanel{240, 240};
constexpr int kTileGap = 8;

constexpr TextStyle kScaleText{.size = 14, .colour = kMutedInk};
constexpr double kScaleTextWidth = 74;
constexpr int kScaleWidth = 120;
constexpr int kScaleHeight = 10;

std::string class_name(int id) { return std::string(kClassNames[static_cast<std::size_t>(id)]); }

/// The overlay is drawn after scaling, so that outlines are equally strong on every photo.
cv::Mat scaled_overlay(const cv::Mat& image, const cv::Mat& mask, cv::Size size) {
  return overlay(resize_image(image, size.height, size.width),
                 resize_mask(mask, size.height, size.width));
}

/// Values in [0, 255] in a map whose lightness rises evenly (viridis).
cv::Mat coloured(const cv::Mat& values) {
  cv::Mat bgr, rgb;
  cv::applyColorMap(values, bgr, cv::COLORMAP_VIRIDIS);
  cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
  return rgb;
}

cv::Mat probability_picture(const cv::Mat& probability, cv::Size size) {
  cv::Mat levels;
  probability.convertTo(levels, CV_8U, 255);
  const bool shrinks = size.area() < levels.size().area();
  cv::resize(levels, levels, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return coloured(levels);
}

/// "probability 0 ▬▬▬ 1"
void draw_probability_scale(cv::Mat& canvas, cv::Point2d left_middle) {
  cv::Mat levels(kScaleHeight, kScaleWidth, CV_8U);
  for (int x = 0; x < kScaleWidth; ++x) levels.col(x).setTo(x * 255.0 / (kScaleWidth - 1));
  draw_text_centred(canvas, "probability", left_middle, kScaleText);
  const double bar_left = left_middle.x + kScaleTextWidth + 20;
  draw_text_centred(canvas, "0", {bar_left - 6, left_middle.y}, kScaleText, Align::kRight);
  paste(canvas, coloured(levels), {cvRound(bar_left), cvRound(left_middle.y) - kScaleHeight / 2});
  draw_text_centred(canvas, "1", {bar_left + kScaleWidth + 6, left_middle.y}, kScaleText);
}

double probability_scale_width() { return kScaleTextWidth + 20 + kScaleWidth + 6 + 8; }

}  // namespace

cv::Mat debugging_figure(const DebuggingPhoto& photo) {
  require_rgb(photo.image);
  require_mask_of(photo.image, photo.truth);
  require_mask_of(photo.image, photo.prediction);
  const cv::Size size = fitted(photo.image.size(), kDebuggingPanel);
  const cv::Mat panels =
      panel_strip({{"image", resize_image(photo.image, size.height, size.width)},
                   {"truth", scaled_overlay(photo.image, photo.truth, size)},
                   {"prediction", scaled_overlay(photo.image, photo.prediction, size)}});

  const auto legend = class_legend(cv::countNonZero(photo.truth == kIgnoreLabel) > 0);
  HeadingStrip heading = heading_strip(photo.name, panels.cols, legend_width(legend));
  draw_legend(heading.canvas, legend, heading.key_left);
  return join_strips({heading.canvas, panels, score_strip(photo.scores, panels.cols)});
}

cv::Mat debugging_tile(const cv::Mat& image, const cv::Mat& truth, const cv::Mat& prediction) {
  require_rgb(image);
  require_mask_of(image, truth);
  require_mask_of(image, prediction);
  const cv::Size size = fitted(image.size(), kTilePanel);
  const int width = size.width, height = size.height;
  const cv::Mat photo = resize_image(image, height, width);
  const cv::Mat right = resize_mask(truth, height, width);
  const cv::Mat found = resize_mask(prediction, height, width);

  cv::Mat tile = make_canvas(2 * height + kTileGap, 2 * width + kTileGap);
  const int left = width + kTileGap, top = height + kTileGap;
  paste(tile, photo, {0, 0});
  paste(tile, overlay(photo, right), {left, 0});
  paste(tile, overlay(photo, found), {0, top});
  paste(tile, error_map(photo, right, found), {left, top});
  return tile;
}

cv::Mat prediction_figure(const PredictedPhoto& photo) {
  require_rgb(photo.image);
  require_mask_of(photo.image, photo.mask);
  const cv::Size size = fitted(photo.image.size(), kPredictionPanel);
  std::vector<Panel> panels{{"image", resize_image(photo.image, size.height, size.width)}};
  for (const int id : {kBackground, kCat, kDog}) {
    const cv::Mat& probability = photo.probabilities[static_cast<std::size_t>(id)];
    if (probability.type() != CV_32F || probability.empty())
      throw std::invalid_argument("the probabilities of class " + class_name(id) +
                                  " are no float32 map");
    panels.push_back({class_name(id), probability_picture(probability, size),
                      kClassColours[static_cast<std::size_t>(id)]});
  }
  panels.push_back({"all", scaled_overlay(photo.image, photo.mask, size)});

  const cv::Mat strip = panel_strip(panels);
  HeadingStrip heading = heading_strip(photo.name, strip.cols, probability_scale_width());
  draw_probability_scale(heading.canvas, heading.key_left);
  return join_strips({heading.canvas, strip});
}

cv::Mat stack_rows(const std::vector<cv::Mat>& rows) {
  int width = 0;
  for (const cv::Mat& row : rows) width = std::max(width, row.cols);
  cv::Mat stacked;
  for (const cv::Mat& row : rows) {
    cv::Mat padded = make_canvas(row.rows, width);
    paste(padded, row, {0, 0});
    stacked.push_back(padded);
  }
  return stacked;
}

}  // namespace petseg
