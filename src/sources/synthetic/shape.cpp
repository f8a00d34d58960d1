#include "sources/synthetic/shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace petseg {
namespace {

constexpr int kSteps = 10;  // points between two control points

/// Points from b up to c, exclusive, on the curve that goes on to a and d.
void append_segment(Outline& curve, cv::Point2d a, cv::Point2d b, cv::Point2d c, cv::Point2d d) {
  for (int i = 0; i < kSteps; ++i) {
    const double t = static_cast<double>(i) / kSteps;
    curve.push_back(0.5 * (2 * b + t * (c - a) + t * t * (2 * a - 5 * b + 4 * c - d) +
                           t * t * t * (3 * b - a - 3 * c + d)));
  }
}

cv::Point2d at_angle(double radians, double radius_x, double radius_y) {
  return {radius_x * std::cos(radians), radius_y * std::sin(radians)};
}

/// The half circle that rounds the end of a limb, from one side to the other.
void append_cap(Outline& outline, cv::Point2d centre, double radius, double from_radians) {
  constexpr int kCapSteps = 8;
  for (int i = 1; i < kCapSteps; ++i) {
    outline.push_back(centre +
                      at_angle(from_radians + std::numbers::pi * i / kCapSteps, radius, radius));
  }
}

}  // namespace

Outline smooth_outline(const Outline& points) {
  Outline curve;
  const std::size_t n = points.size();
  for (std::size_t i = 0; i < n; ++i) {
    append_segment(curve, points[(i + n - 1) % n], points[i], points[(i + 1) % n],
                   points[(i + 2) % n]);
  }
  return curve;
}

Outline smooth_path(const Outline& points) {
  Outline curve;
  const std::size_t last = points.size() - 1;
  for (std::size_t i = 0; i < last; ++i) {
    append_segment(curve, points[i == 0 ? 0 : i - 1], points[i], points[i + 1],
                   points[std::min(i + 2, last)]);
  }
  curve.push_back(points[last]);
  return curve;
}

Outline ellipse(cv::Point2d centre, double radius_x, double radius_y, double degrees) {
  constexpr int kPoints = 48;
  Outline outline;
  for (int i = 0; i < kPoints; ++i) {
    outline.push_back(at_angle(2 * std::numbers::pi * i / kPoints, radius_x, radius_y));
  }
  return placed(std::move(outline), 1, degrees, centre);
}

Outline limb(const Outline& points, double start, double end) {
  const Outline path = smooth_path(points);
  const std::size_t last = path.size() - 1;
  Outline left, right;
  double last_angle = 0;
  double first_angle = 0;
  for (std::size_t i = 0; i <= last; ++i) {
    const cv::Point2d along = path[std::min(i + 1, last)] - path[i == 0 ? 0 : i - 1];
    const double angle = std::atan2(along.y, along.x) + std::numbers::pi / 2;
    const double radius = std::lerp(start, end, static_cast<double>(i) / static_cast<double>(last));
    left.push_back(path[i] + at_angle(angle, radius, radius));
    right.push_back(path[i] - at_angle(angle, radius, radius));
    if (i == 0) first_angle = angle;
    last_angle = angle;
  }
  // Down the right side, around the end, back up the left side, around the start.
  Outline outline = std::move(right);
  append_cap(outline, path[last], end, last_angle - std::numbers::pi);
  outline.insert(outline.end(), left.rbegin(), left.rend());
  append_cap(outline, path[0], start, first_angle);
  return outline;
}

Outline mirrored(Outline outline) {
  for (cv::Point2d& point : outline) point.x = -point.x;
  return outline;
}

Outline placed(Outline outline, double scale, double degrees, cv::Point2d offset) {
  const double cosine = std::cos(degrees * std::numbers::pi / 180);
  const double sine = std::sin(degrees * std::numbers::pi / 180);
  for (cv::Point2d& p : outline) {
    p = scale * cv::Point2d(cosine * p.x - sine * p.y, sine * p.x + cosine * p.y) + offset;
  }
  return outline;
}

std::vector<cv::Point> pixels(const Outline& outline) {
  std::vector<cv::Point> polygon;
  polygon.reserve(outline.size());
  for (const cv::Point2d& p : outline) polygon.emplace_back(cvRound(p.x), cvRound(p.y));
  return polygon;
}

cv::Rect padded(const cv::Rect& box, int margin, cv::Size canvas) {
  const cv::Rect wide(box.x - margin, box.y - margin, box.width + 2 * margin,
                      box.height + 2 * margin);
  return wide & cv::Rect({0, 0}, canvas);
}

}  // namespace petseg
