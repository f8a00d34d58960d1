#include "image/jpeg_markers.h"

#include <algorithm>

#include "image/byte_order.h"

namespace petseg {
namespace {

constexpr std::uint8_t kStartOfImage = 0xd8;
constexpr std::uint8_t kTemporary = 0x01;

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

bool is_restart(std::uint8_t marker) { return marker >= 0xd0 && marker <= 0xd7; }

/// Whether a marker is followed by two bytes of length and a segment.
bool has_segment(std::uint8_t marker) {
  return !is_restart(marker) && marker != kStartOfImage && marker != kTemporary &&
         marker != JpegMarker::kEndOfImage;
}

}  // namespace

bool JpegMarker::is_frame() const {
  constexpr std::uint8_t kHuffmanTables = 0xc4;
  constexpr std::uint8_t kExtension = 0xc8;
  constexpr std::uint8_t kArithmeticTables = 0xcc;
  return code >= 0xc0 && code <= 0xcf && code != kHuffmanTables && code != kExtension &&
         code != kArithmeticTables;
}

std::optional<JpegMarker> JpegMarkers::next() {
  while (true) {
    at_ = bytes_.find('\xff', at_);
    if (at_ == std::string_view::npos || at_ + 1 >= bytes_.size()) break;
    const std::uint8_t code = byte_at(bytes_, at_ + 1);
    if (code == 0xff) {  // a fill byte
      ++at_;
      continue;
    }
    at_ += 2;
    // Compressed data stuffs a 0 behind each of its own FFs; any other byte there is a marker.
    if (code == 0) continue;
    if (!has_segment(code)) return JpegMarker{code, {}};
    if (at_ + 1 >= bytes_.size()) break;
    // The length counts itself; libjpeg takes less for an empty segment.
    const std::size_t size =
        std::max<std::size_t>(2, read_integer(bytes_, at_, 2, ByteOrder::kBig));
    if (size > bytes_.size() - at_) break;
    const std::string_view segment = bytes_.substr(at_ + 2, size - 2);
    at_ += size;
    return JpegMarker{code, segment};
  }
  at_ = bytes_.size();
  return std::nullopt;
}

std::string jpeg_fault(std::string_view bytes) {
  JpegMarkers markers(bytes);
  while (const auto marker = markers.next()) {
    if (marker->code == JpegMarker::kEndOfImage) return "";
  }
  return "a truncated JPEG: its " + std::to_string(bytes.size()) +
         " bytes end before the image does";
}

}  // namespace petseg
