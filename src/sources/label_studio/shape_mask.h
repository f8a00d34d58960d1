#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <opencv2/core/mat.hpp>

namespace petseg {

// Shapes filled into an 8-bit mask, in its pixels: pixel (x, y) covers [x, x + 1) × [y, y + 1) and
// belongs to a shape when its centre does. What lies outside the mask is cut. Numbers must be
// within ±1e12.

/// A polygon, closed from its last point to its first, by the non-zero winding rule as browsers
/// fill theirs. A centre on an edge belongs to one of the two sides, so that neighbours that share
/// an edge neither overlap nor leave a gap.
void fill_polygon(cv::Mat& mask, std::span<const cv::Point2d> points, std::uint8_t value);

/// An ellipse turned clockwise about its centre.
void fill_ellipse(cv::Mat& mask, cv::Point2d centre, cv::Size2d radii, double degrees,
                  std::uint8_t value);

/// The corners of a rectangle turned clockwise about its top left corner.
std::array<cv::Point2d, 4> rectangle_corners(cv::Point2d top_left, cv::Size2d size, double degrees);

}  // namespace petseg
