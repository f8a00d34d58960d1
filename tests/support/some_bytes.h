#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace petseg {

/// Bytes without a pattern: they do not compress, and a part in the wrong place shows.
inline std::string some_bytes(std::size_t count, std::uint32_t seed = 1) {
  std::string bytes(count, '\0');
  for (char& byte : bytes) {
    seed = seed * 1664525 + 1013904223;
    byte = static_cast<char>(seed >> 24);
  }
  return bytes;
}

}  // namespace petseg
