#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace petseg {

enum class ByteOrder { kBig, kLittle };

/// The unsigned integer of `count` ≤ 4 bytes at `at`; the caller has checked that they are there.
inline std::uint32_t read_integer(std::string_view bytes, std::size_t at, std::size_t count,
                                  ByteOrder order) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t next = order == ByteOrder::kBig ? at + i : at + count - 1 - i;
    value = (value << 8) | static_cast<std::uint8_t>(bytes[next]);
  }
  return value;
}

}  // namespace petseg
