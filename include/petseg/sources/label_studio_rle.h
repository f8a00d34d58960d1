#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace petseg {

// The run-length code of Label Studio's brush, which is that of thi.ng/rle-pack. A stream of bits,
// the highest of a byte first: 32 bits number of values, 5 bits word size - 1, four times 4 bits
// length size - 1; then runs of 1 bit `repeated`, 2 bits which length size, the run's length - 1,
// and one word where it is repeated, else a word for each value. The values of a brush mask are
// those of an RGBA image, row by row, whose alpha carries the mask; some writers leave one value
// for a pixel.
//
// All throw DataError, `brush RLE: what was found`.

/// All values, as `label_studio_sdk.converter.brush.decode_rle` returns them. Nothing is allocated
/// for a code that announces more than `max_values`; words have 8 bits at most.
std::vector<std::uint8_t> decode_label_studio_rle(std::string_view rle, std::size_t max_values);

/// The same bytes as `label_studio_sdk.converter.brush.encode_rle`, down to its last, unneeded zero
/// byte.
std::string encode_label_studio_rle(std::span<const std::uint8_t> values);

/// The pixels of a brush mask of `size`, row by row, as lengths of alternating runs: alpha of 0,
/// alpha above 0, alpha of 0, …; the first can be 0. Takes time and memory by the code's length,
/// not by the number of pixels.
std::vector<std::uint32_t> brush_runs(std::string_view rle, cv::Size size);

/// An 8-bit mask [H, W] as Label Studio stores it, as `mask2rle` of the SDK: four equal channels.
std::string encode_brush(const cv::Mat& mask);

}  // namespace petseg
