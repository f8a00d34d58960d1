#include "core/base64.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace petseg {

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  auto to = text.begin();
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < count; ++i) {
      bits |= std::uint32_t{static_cast<std::uint8_t>(bytes[at + i])} << (16 - 8 * i);
    }
    for (std::size_t i = 0; i <= count; ++i)
      to[static_cast<std::ptrdiff_t>(i)] = kDigits[bits >> (18 - 6 * i) & 63];
    to += 4;
  }
  return text;
}

}  // namespace petseg
