#pragma once

#include <cstdint>

#include <opencv2/core/mat.hpp>

namespace petseg {

// How small masks are drawn, pixel by pixel.

/// Diagonal stripes, which show on light photos as on dark ones.
inline bool is_light_stripe(int x, int y) {
  constexpr int kPeriod = 6;
  return (x + y) % kPeriod < kPeriod / 2;
}

/// Whether a neighbour of a pixel is of another value; the image's border is no neighbour.
inline bool is_on_edge(const cv::Mat& mask, int x, int y) {
  const auto* const row = mask.ptr<std::uint8_t>(y);
  return (x > 0 && row[x - 1] != row[x]) || (x + 1 < mask.cols && row[x + 1] != row[x]) ||
         (y > 0 && mask.ptr<std::uint8_t>(y - 1)[x] != row[x]) ||
         (y + 1 < mask.rows && mask.ptr<std::uint8_t>(y + 1)[x] != row[x]);
}

}  // namespace petseg
