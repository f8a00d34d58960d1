#include "image/png_chunks.h"

#include <cstddef>
#include <cstdint>

#include <zlib.h>

#include "image/byte_order.h"

namespace petseg {
namespace {

constexpr std::size_t kSignatureSize = 8;
constexpr std::size_t kBitDepthOffset = kSignatureSize + 8 + 8;  // after width and height
constexpr std::size_t kColourTypeOffset = kBitDepthOffset + 1;
constexpr char kGrey = 0;
constexpr char kPalette = 3;

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
  return read_integer(bytes, at, 4, ByteOrder::kBig);
}

/// Length, type, data and checksum of one chunk.
struct Chunk {
  std::string_view whole;
  std::string_view type;
  bool is_sound = false;
};

/// The chunk that starts at `at`; `whole` is empty when the file ends before the chunk does.
Chunk chunk_at(std::string_view bytes, std::size_t at) {
  constexpr std::size_t kAround = 12;
  if (bytes.size() < at + kAround) return {};
  const std::size_t size = read_u32(bytes, at);
  if (size > bytes.size() - at - kAround) return {};
  const std::string_view type_and_data = bytes.substr(at + 4, size + 4);
  const auto checksum =
      ::crc32_z(0, reinterpret_cast<const Bytef*>(type_and_data.data()), type_and_data.size());
  const bool is_sound = read_u32(bytes, at + 8 + size) == checksum;
  return {bytes.substr(at, kAround + size), bytes.substr(at + 4, 4), is_sound};
}

}  // namespace

std::string png_fault(std::string_view bytes) {
  for (std::size_t at = kSignatureSize;;) {
    const Chunk chunk = chunk_at(bytes, at);
    if (chunk.whole.empty()) {
      return "a truncated PNG: its " + std::to_string(bytes.size()) +
             " bytes end before the image does";
    }
    const bool is_header = at == kSignatureSize;
    if (!chunk.is_sound || is_header != (chunk.type == "IHDR") ||
        (is_header && chunk.whole.size() != 25)) {
      return "a damaged PNG: the chunk at byte " + std::to_string(at) + " is not what was written";
    }
    if (chunk.type == "IEND") return "";
    at += chunk.whole.size();
  }
}

PngHeader png_header(std::string_view bytes) {
  const char colour_type = bytes[kColourTypeOffset];
  return {bytes[kBitDepthOffset], colour_type == kGrey, colour_type == kPalette};
}

}  // namespace petseg
