#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace petseg {

enum class Half : char {
  kFirst,
  kSecond,
  kNeither,  ///< made from raw photos of both
};

/// The raw photos of a PhotoRecord::origin.
std::vector<std::string_view> raw_photos_of(std::string_view origin);

/// Shares photos out to two halves of about the same size, by their origins, so that no raw photo
/// is in both. A photo without an origin stands alone.
std::vector<Half> split_by_origin(const std::vector<std::string>& origins, std::uint64_t seed);

}  // namespace petseg
