#include "image/mask_values.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace petseg {
namespace {

/// How many pixels from `begin` on hold the value that it holds.
std::ptrdiff_t run_length(const std::uint8_t* begin, const std::uint8_t* end) {
  const std::uint64_t eight = *begin * 0x0101010101010101U;
  const auto* at = begin;
  for (std::uint64_t pixels = 0; end - at >= 8; at += 8) {
    std::memcpy(&pixels, at, sizeof pixels);
    if (pixels != eight) break;
  }
  while (at != end && *at == *begin) ++at;
  return at - begin;
}

}  // namespace

ValueCounts count_values(const cv::Mat& mask) {
  ValueCounts counts{};
  for (int y = 0; y < mask.rows; ++y) {
    const auto* at = mask.ptr<std::uint8_t>(y);
    for (const auto* const end = at + mask.cols; at != end;) {
      const std::ptrdiff_t run = run_length(at, end);
      counts[*at] += run;
      at += run;
    }
  }
  return counts;
}

std::string foreign_values(const ValueCounts& counts, std::initializer_list<int> allowed) {
  std::string found;
  for (int value = 0; value < 256; ++value) {
    const bool known = std::find(allowed.begin(), allowed.end(), value) != allowed.end();
    if (known || counts[static_cast<std::size_t>(value)] == 0) continue;
    found += (found.empty() ? "" : ", ") + std::to_string(value);
  }
  return found;
}

}  // namespace petseg
