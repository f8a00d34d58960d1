#include "image/jpeg_markers.h"

#include <cstddef>
#include <cstdint>

namespace petseg {
namespace {

constexpr std::uint8_t kStartOfImage = 0xd8;
constexpr std::uint8_t kEndOfImage = 0xd9;
constexpr std::uint8_t kTemporary = 0x01;

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

bool is_restart(std::uint8_t marker) { return marker >= 0xd0 && marker <= 0xd7; }

/// Whether a marker is followed by two bytes of length and a segment.
bool has_segment(std::uint8_t marker) {
  return !is_restart(marker) && marker != kStartOfImage && marker != kTemporary;
}

}  // namespace

std::string jpeg_fault(std::string_view bytes) {
  std::size_t at = 2;  // after the start-of-image marker
  while (true) {
    // Compressed data stuffs a 0 behind each of its own FFs; any other byte there is a marker.
    at = bytes.find('\xff', at);
    if (at == std::string_view::npos || at + 1 >= bytes.size()) break;
    const std::uint8_t marker = byte_at(bytes, at + 1);
    if (marker == kEndOfImage) return "";
    if (marker == 0xff) {  // a fill byte
      ++at;
    } else if (marker == 0 || !has_segment(marker)) {
      at += 2;
    } else {
      if (at + 3 >= bytes.size()) break;
      at += 2 + (std::size_t{byte_at(bytes, at + 2)} << 8) + byte_at(bytes, at + 3);
    }
  }
  return "a truncated JPEG: its " + std::to_string(bytes.size()) +
         " bytes end before the image does";
}

}  // namespace petseg
