#include "image/mask_values.h"

#include <algorithm>

namespace petseg {

ValueCounts count_values(const cv::Mat& mask) {
  ValueCounts counts{};
  for (int y = 0; y < mask.rows; ++y) {
    const auto* row = mask.ptr<std::uint8_t>(y);
    for (int x = 0; x < mask.cols; ++x) ++counts[row[x]];
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
