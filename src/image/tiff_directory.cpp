#include "image/tiff_directory.h"

#include "image/byte_order.h"

using namespace std::string_view_literals;

namespace petseg {

std::optional<std::uint32_t> tiff_value(std::string_view tiff, std::uint16_t tag) {
  constexpr std::size_t kHeaderSize = 8;
  constexpr std::size_t kEntrySize = 12;  // tag, type, count, value or its offset
  constexpr std::uint32_t kShort = 3;
  constexpr std::uint32_t kLong = 4;

  const bool is_little = tiff.starts_with("II*\0"sv);
  if (tiff.size() < kHeaderSize || (!is_little && !tiff.starts_with("MM\0*"sv))) return {};
  const ByteOrder order = is_little ? ByteOrder::kLittle : ByteOrder::kBig;

  const std::size_t directory = read_integer(tiff, 4, 4, order);
  if (directory > tiff.size() - 2) return {};
  const std::size_t count = read_integer(tiff, directory, 2, order);
  for (std::size_t i = 0, at = directory + 2; i < count; ++i, at += kEntrySize) {
    if (at + kEntrySize > tiff.size()) return {};
    if (read_integer(tiff, at, 2, order) != tag) continue;
    const std::uint32_t type = read_integer(tiff, at + 2, 2, order);
    if (type == kShort) return read_integer(tiff, at + 8, 2, order);
    if (type == kLong) return read_integer(tiff, at + 8, 4, order);
    return {};
  }
  return {};
}

}  // namespace petseg
