#include "sources/label_studio/shape_mask.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace petseg {
namespace {

/// The first of the pixels 0 … count - 1 whose centre is at `position` or beyond; `count` for none.
int first_pixel(double position, int count) {
  const double pixel = std::ceil(position - 0.5);
  return static_cast<int>(std::clamp(pixel, 0.0, static_cast<double>(count)));
}

/// A side of a polygon that crosses the middle of the rows [first_row, end_row).
struct Edge {
  cv::Point2d top;
  cv::Point2d bottom;
  int direction;  // 1 where the side leads down, else -1
  int first_row;
  int end_row;

  double x_in(int row) const {
    return top.x + (row + 0.5 - top.y) / (bottom.y - top.y) * (bottom.x - top.x);
  }
};

/// The edges that cross a row, the upper ones first.
std::vector<Edge> edges_of(std::span<const cv::Point2d> points, int rows) {
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < points.size(); ++i) {
    // From top to bottom, so that neighbours compute the same crossings whichever way they go.
    Edge edge{points[i], points[(i + 1) % points.size()], 1, 0, 0};
    if (edge.top.y > edge.bottom.y) {
      std::swap(edge.top, edge.bottom);
      edge.direction = -1;
    }
    edge.first_row = first_pixel(edge.top.y, rows);
    edge.end_row = first_pixel(edge.bottom.y, rows);
    if (edge.first_row < edge.end_row) edges.push_back(edge);
  }
  std::sort(edges.begin(), edges.end(),
            [](const Edge& a, const Edge& b) { return a.first_row < b.first_row; });
  return edges;
}

struct Crossing {
  double x;
  int direction;
};

void fill_row(std::uint8_t* pixels, int width, std::vector<Crossing>& crossings,
              std::uint8_t value) {
  std::sort(crossings.begin(), crossings.end(),
            [](const Crossing& a, const Crossing& b) { return a.x < b.x; });
  int winding = 0;
  for (std::size_t i = 0; i + 1 < crossings.size(); ++i) {
    winding += crossings[i].direction;
    if (winding == 0) continue;
    std::fill(pixels + first_pixel(crossings[i].x, width),
              pixels + first_pixel(crossings[i + 1].x, width), value);
  }
}

struct Turn {
  explicit Turn(double degrees)
      : cos(std::cos(degrees * std::numbers::pi / 180)),
        sin(std::sin(degrees * std::numbers::pi / 180)) {}
  double cos, sin;
};

}  // namespace

void fill_polygon(cv::Mat& mask, std::span<const cv::Point2d> points, std::uint8_t value) {
  const std::vector<Edge> edges = edges_of(points, mask.rows);
  auto next = edges.begin();
  std::vector<Edge> active;
  std::vector<Crossing> crossings;
  for (int row = edges.empty() ? 0 : next->first_row; next != edges.end() || !active.empty();
       ++row) {
    for (; next != edges.end() && next->first_row == row; ++next) active.push_back(*next);
    std::erase_if(active, [&](const Edge& edge) { return edge.end_row == row; });
    crossings.clear();
    for (const Edge& edge : active) crossings.push_back({edge.x_in(row), edge.direction});
    if (!crossings.empty()) fill_row(mask.ptr(row), mask.cols, crossings, value);
  }
}

void fill_ellipse(cv::Mat& mask, cv::Point2d centre, cv::Size2d radii, double degrees,
                  std::uint8_t value) {
  if (!(radii.width > 0 && radii.height > 0)) return;
  const Turn turn(degrees);
  const double reach_x = std::hypot(radii.width * turn.cos, radii.height * turn.sin);
  const double reach_y = std::hypot(radii.width * turn.sin, radii.height * turn.cos);
  const int left = first_pixel(centre.x - reach_x - 1, mask.cols);
  const int right = first_pixel(centre.x + reach_x + 1, mask.cols);
  const int bottom = first_pixel(centre.y + reach_y + 1, mask.rows);
  for (int y = first_pixel(centre.y - reach_y - 1, mask.rows); y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      const cv::Point2d from_centre = cv::Point2d(x + 0.5, y + 0.5) - centre;
      const double u = (from_centre.x * turn.cos + from_centre.y * turn.sin) / radii.width;
      const double v = (from_centre.y * turn.cos - from_centre.x * turn.sin) / radii.height;
      if (u * u + v * v <= 1) mask.at<std::uint8_t>(y, x) = value;
    }
  }
}

std::array<cv::Point2d, 4> rectangle_corners(cv::Point2d top_left, cv::Size2d size,
                                             double degrees) {
  const Turn turn(degrees);
  const cv::Point2d along(size.width * turn.cos, size.width * turn.sin);
  const cv::Point2d down(-size.height * turn.sin, size.height * turn.cos);
  return {top_left, top_left + along, top_left + along + down, top_left + down};
}

}  // namespace petseg
