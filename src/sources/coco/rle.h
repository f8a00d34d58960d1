#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace petseg {

// The shapes of COCO (Lin et al. 2014) as its own code, pycocotools, understands them, pixel for
// pixel. Pixels are counted column by column: (x, y) in a photo of height H is number x·H + y.
// Faults are thrown as DataError with a reason alone; the caller says where.

/// Pixels begin … end − 1.
struct PixelRun {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool operator==(const PixelRun&) const = default;
};

/// A shape: runs in ascending order, none empty, no two of them touching.
using Runs = std::vector<PixelRun>;

/// The longest side of a photo whose shapes can be read, so that 32 bits number its pixels. It is
/// that of JPEG, too.
inline constexpr int kMaxCocoSide = 65535;

/// The pixels within an outline x0, y0, x1, y1 … in pixels. Where it crosses itself, the even-odd
/// rule holds; what lies beyond the photo is cut off. Throws DataError when it has less than three
/// points, half a point, a coordinate that is not finite or far outside, or too many crossings.
Runs runs_of_polygon(std::span<const double> xy, cv::Size size);

/// Uncompressed run lengths, of background and shape by turns. Throws DataError when they do not
/// add up to the photo's pixels.
Runs runs_of_counts(std::span<const std::int64_t> counts, cv::Size size);

/// Compressed run lengths: from the fourth on differences to the one two before, in groups of five
/// bits, a character each. Throws DataError when they are damaged or do not add up.
Runs runs_of_string(std::string_view text, cv::Size size);
std::string string_of_runs(const Runs& runs, cv::Size size);

/// What lies in any of the shapes, given their runs one after the other in any order.
Runs union_of(std::vector<PixelRun> runs);

std::int64_t pixel_count(const Runs& runs);

/// Sets a shape's pixels in a transposed mask, 8-bit [W, H] in one piece, where each column of the
/// photo is a row.
void paint(cv::Mat& transposed, const Runs& runs, std::uint8_t label);

}  // namespace petseg
