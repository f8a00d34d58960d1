#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <opencv2/core/mat.hpp>

namespace petseg {

/// How many pixels of an 8-bit mask hold each value.
using ValueCounts = std::array<std::int64_t, 256>;
ValueCounts count_values(const cv::Mat& mask);

/// "4, 7, 255": the values that occur and are not in `allowed`; empty when there are none.
std::string foreign_values(const ValueCounts& counts, std::initializer_list<int> allowed);

}  // namespace petseg
