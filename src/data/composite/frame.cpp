#include "data/composite/frame.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace petseg {
namespace {

/// Whether a line of pixels has one colour.
bool is_plain(const cv::Mat& line) {
  cv::Scalar mean, deviation;
  cv::meanStdDev(line, mean, deviation);
  return deviation[0] < 6;
}

/// Whether one of the rows is a line: nearly all of its pixels are lighter, or darker, than those
/// two rows on. A bar of one colour may be high.
bool has_line(const cv::Mat& rgb) {
  constexpr int kApart = 2, kMinStep = 12;
  constexpr double kMinLength = 0.85;
  cv::Mat grey, steps;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  const int rows = is_plain(grey.row(0)) ? grey.rows : grey.rows * 2 / 5;
  if (rows <= kApart) return false;
  cv::subtract(grey.rowRange(0, rows - kApart), grey.rowRange(kApart, rows), steps, {}, CV_16S);
  for (int y = 0; y < steps.rows; ++y) {
    const cv::Mat row = steps.row(y);
    const int most =
        std::max(cv::countNonZero(row >= kMinStep), cv::countNonZero(row <= -kMinStep));
    if (most >= kMinLength * row.cols) return true;
  }
  return false;
}

}  // namespace

bool has_frame(const cv::Mat& rgb) {
  const int rows = rgb.rows, columns = rgb.cols;
  const int high = rows / 4, wide = columns / 4;
  if (high == 0 || wide == 0) return false;
  cv::Mat bottom, left, right;
  cv::flip(rgb.rowRange(rows - high, rows), bottom, 0);
  cv::transpose(rgb.colRange(0, wide), left);
  cv::flip(cv::Mat(rgb.colRange(columns - wide, columns).t()), right, 0);
  return has_line(rgb.rowRange(0, high)) || has_line(bottom) || has_line(left) || has_line(right);
}

}  // namespace petseg
