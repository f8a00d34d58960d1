#include "data/composite/free_rectangle.h"

#include <algorithm>
#include <cstdint>
#include <functional>

#include <opencv2/imgproc.hpp>

namespace petseg {
namespace {

constexpr int kCell = 4;  // pixels
constexpr int kMaxAspect = 2;

/// One value for each cell of 4 × 4 pixels: not 0 where the shape is in it or in a neighbour.
cv::Mat occupied_cells(const cv::Mat& shape) {
  const cv::Size cells(shape.cols / kCell, shape.rows / kCell);
  cv::Mat occupied;
  if (cells.empty()) return occupied;
  const cv::Mat whole_cells = shape(cv::Rect(0, 0, cells.width * kCell, cells.height * kCell));
  cv::resize(whole_cells, occupied, cells, 0, 0, cv::INTER_AREA);
  cv::dilate(occupied, occupied, cv::Mat::ones(3, 3, CV_8U));
  return occupied;
}

/// The part of a rectangle with an allowed aspect: its lower middle.
cv::Rect within_aspect(const cv::Rect& whole) {
  const int width = std::min(whole.width, kMaxAspect * whole.height);
  const int height = std::min(whole.height, kMaxAspect * whole.width);
  return {whole.x + (whole.width - width) / 2, whole.y + whole.height - height, width, height};
}

/// The largest rectangle that ends above row `bottom`, where `heights` free cells stand above each
/// other in each column: a stack holds the columns whose rectangles are still open, ever higher.
cv::Rect largest_in_histogram(const std::vector<int>& heights, int bottom) {
  cv::Rect largest;
  std::vector<int> open;
  const int columns = static_cast<int>(heights.size());
  for (int x = 0; x <= columns; ++x) {
    const int height = x < columns ? heights[static_cast<std::size_t>(x)] : 0;
    while (!open.empty() && heights[static_cast<std::size_t>(open.back())] >= height) {
      const int closed = heights[static_cast<std::size_t>(open.back())];
      open.pop_back();
      const int left = open.empty() ? 0 : open.back() + 1;
      const cv::Rect candidate = within_aspect({left, bottom - closed, x - left, closed});
      if (candidate.area() > largest.area()) largest = candidate;
    }
    open.push_back(x);
  }
  return largest;
}

}  // namespace

std::vector<cv::Rect> free_rectangles(const cv::Mat& shape, int min_bottom) {
  const cv::Mat occupied = occupied_cells(shape);
  std::vector<cv::Rect> found;
  std::vector<int> heights(static_cast<std::size_t>(occupied.cols));
  for (int y = 0; y < occupied.rows; ++y) {
    const auto* row = occupied.ptr<std::uint8_t>(y);
    for (std::size_t x = 0; x < heights.size(); ++x) heights[x] = row[x] == 0 ? heights[x] + 1 : 0;
    if ((y + 1) * kCell < std::min(min_bottom, occupied.rows * kCell)) continue;
    const cv::Rect cells = largest_in_histogram(heights, y + 1);
    if (cells.empty()) continue;
    found.emplace_back(cells.x * kCell, cells.y * kCell, cells.width * kCell, cells.height * kCell);
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &cv::Rect::area);
  return found;
}

}  // namespace petseg
