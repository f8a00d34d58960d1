#include "data/composite/frame.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace petseg {
namespace {

constexpr int kApart = 2;  // rows

/// Whether one of the rows is a line: nearly all of its pixels are lighter, or darker, than those
/// two rows on.
bool has_line(const cv::Mat& rgb) {
  constexpr int kMinStep = 12;
  constexpr double kMinLength = 0.85;
  cv::Mat grey, steps;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  cv::subtract(grey.rowRange(0, grey.rows - kApart), grey.rowRange(kApart, grey.rows), steps, {},
               CV_16S);
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
  const int high = std::max(4, rows / 10) + kApart;
  const int wide = std::max(4, columns / 10) + kApart;
  if (high > rows || wide > columns) return false;
  return has_line(rgb.rowRange(0, high)) || has_line(rgb.rowRange(rows - high, rows)) ||
         has_line(rgb.colRange(0, wide).t()) || has_line(rgb.colRange(columns - wide, columns).t());
}

}  // namespace petseg
