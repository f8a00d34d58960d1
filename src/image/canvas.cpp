#include "petseg/image/canvas.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "image/colour.h"
#include "image/coverage.h"

namespace petseg {
namespace {

constexpr int kScale = Coverage::kScale;
constexpr double kWhite = 255;

cv::Rect2d around(const std::vector<cv::Point2d>& points, double margin) {
  cv::Point2d low = points.front(), high = points.front();
  for (const cv::Point2d& point : points) {
    low = {std::min(low.x, point.x), std::min(low.y, point.y)};
    high = {std::max(high.x, point.x), std::max(high.y, point.y)};
  }
  const cv::Point2d border(margin, margin);
  return {low - border, high + border};
}

}  // namespace

cv::Mat make_canvas(int height, int width, Colour colour) {
  return cv::Mat(height, width, CV_8UC3, scalar(colour));
}

void fill_rect(cv::Mat& canvas, const cv::Rect& rect, Colour colour) {
  canvas(rect & cv::Rect(cv::Point(), canvas.size())).setTo(scalar(colour));
}

void fill_rounded(cv::Mat& canvas, const cv::Rect2d& rect, double radius, Colour colour) {
  if (rect.width <= 0 || rect.height <= 0) return;
  Coverage coverage(rect);
  const cv::Point first = coverage.at(rect.tl() + cv::Point2d(0.125, 0.125));
  const cv::Point last = coverage.at(rect.br() - cv::Point2d(0.125, 0.125));
  const int half = (std::min(last.x - first.x, last.y - first.y)) / 2;
  const int r = std::clamp(cvRound(radius * kScale), 0, std::max(half, 0));
  for (const int x : {first.x + r, last.x - r})
    for (const int y : {first.y + r, last.y - r})
      cv::circle(coverage.mask, {x, y}, r, kWhite, cv::FILLED);
  cv::rectangle(coverage.mask, {first.x + r, first.y}, {last.x - r, last.y}, kWhite, cv::FILLED);
  cv::rectangle(coverage.mask, {first.x, first.y + r}, {last.x, last.y - r}, kWhite, cv::FILLED);
  coverage.blend(canvas, colour);
}

void fill_circle(cv::Mat& canvas, cv::Point2d centre, double radius, Colour colour) {
  Coverage coverage(around({centre}, radius + 1));
  cv::circle(coverage.mask, coverage.at(centre), cvRound(radius * kScale), kWhite, cv::FILLED);
  coverage.blend(canvas, colour);
}

void draw_line(cv::Mat& canvas, const std::vector<cv::Point2d>& points, double width,
               Colour colour) {
  if (points.empty()) return;
  Coverage coverage(around(points, width + 1));
  std::vector<cv::Point> corners;
  for (const cv::Point2d& point : points) corners.push_back(coverage.at(point));
  const int thickness = std::max(1, cvRound(width * kScale));
  cv::polylines(coverage.mask, corners, /*isClosed=*/false, kWhite, thickness);
  coverage.blend(canvas, colour);
}

void draw_dashed(cv::Mat& canvas, cv::Point2d from, cv::Point2d to, double dash, Colour colour) {
  const double length = std::hypot(to.x - from.x, to.y - from.y);
  if (length <= 0) return;
  const cv::Point2d direction = (to - from) * (1 / length);
  for (double start = 0; start < length; start += 2 * dash) {
    const double end = std::min(start + dash, length);
    draw_line(canvas, {from + direction * start, from + direction * end}, 1.25, colour);
  }
}

void paste(cv::Mat& canvas, const cv::Mat& picture, cv::Point corner) {
  picture.copyTo(canvas(cv::Rect(corner, picture.size())));
}

}  // namespace petseg
