#include "image/png_chunks.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "image/byte_order.h"

namespace petseg {
namespace {

constexpr std::size_t kSignatureSize = 8;
constexpr std::size_t kBitDepthOffset = kSignatureSize + 8 + 8;  // after width and height
constexpr std::size_t kColourTypeOffset = kBitDepthOffset + 1;
constexpr char kGrey = 0;
constexpr char kPalette = 3;

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t n = 0; n < 256; ++n) {
    std::uint32_t c = n;
    for (int bit = 0; bit < 8; ++bit) c = (c & 1) != 0 ? 0xedb88320U ^ (c >> 1) : c >> 1;
    table[n] = c;
  }
  return table;
}

/// CRC-32 as in PNG's annex D.
std::uint32_t crc32(std::string_view bytes) {
  static constexpr auto kTable = make_crc_table();
  std::uint32_t crc = 0xffffffffU;
  for (const char byte : bytes) {
    crc = kTable[(crc ^ static_cast<std::uint8_t>(byte)) & 0xff] ^ (crc >> 8);
  }
  return crc ^ 0xffffffffU;
}

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
  return read_integer(bytes, at, 4, ByteOrder::kBig);
}

void write_u32(std::string& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (24 - 8 * i));
}

std::string make_chunk(std::string_view type, std::string_view data) {
  std::string chunk(4, '\0');
  write_u32(chunk, 0, static_cast<std::uint32_t>(data.size()));
  chunk.append(type).append(data).append(4, '\0');
  write_u32(chunk, data.size() + 8, crc32(std::string_view(chunk).substr(4, data.size() + 4)));
  return chunk;
}

/// Changes the header's colour type, and its checksum to match.
void set_colour_type(std::string& png, char type) {
  png[kColourTypeOffset] = type;
  const std::string_view header = std::string_view(png).substr(kSignatureSize + 4, 17);
  write_u32(png, kSignatureSize + 21, crc32(header));
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
  const bool is_sound = read_u32(bytes, at + 8 + size) == crc32(bytes.substr(at + 4, size + 4));
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

std::string without_palette(std::string_view bytes) {
  std::string grey(bytes.substr(0, kSignatureSize));
  for (std::size_t at = kSignatureSize; at < bytes.size();) {
    const Chunk chunk = chunk_at(bytes, at);
    if (chunk.whole.empty()) break;
    // A palette image may carry its transparency and background in terms of the palette.
    const bool drop = chunk.type == "PLTE" || chunk.type == "tRNS" || chunk.type == "bKGD" ||
                      chunk.type == "hIST" || chunk.type == "sBIT";
    if (!drop) grey += chunk.whole;
    at += chunk.whole.size();
  }
  set_colour_type(grey, kGrey);
  return grey;
}

std::string with_palette(std::string_view grey, const std::vector<PngColour>& palette) {
  constexpr std::size_t kHeaderEnd = kSignatureSize + 25;
  std::string colours, opacities;
  for (const auto& [colour, opacity] : palette) {
    for (const std::uint8_t value : {colour.red, colour.green, colour.blue}) {
      colours += static_cast<char>(value);
    }
    opacities += static_cast<char>(opacity);
  }
  std::string png(grey.substr(0, kHeaderEnd));
  png += make_chunk("PLTE", colours) + make_chunk("tRNS", opacities);
  png += grey.substr(kHeaderEnd);
  set_colour_type(png, kPalette);
  return png;
}

}  // namespace petseg
