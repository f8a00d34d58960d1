#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "petseg/core/error.h"

namespace petseg {

/// Writes numbers one after the other, the same bytes on each machine.
class PackedWriter {
 public:
  /// LEB128: seven bits a byte, the lowest first.
  void add(std::uint32_t number) {
    for (; number >= 0x80; number >>= 7) bytes_ += static_cast<char>(number | 0x80);
    bytes_ += static_cast<char>(number);
  }
  /// IEEE 754 in 8 bytes, the lowest first.
  void add(double number) {
    const auto bits = std::bit_cast<std::uint64_t>(number);
    for (int shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(bits >> shift & 0xff);
  }
  /// Their number, and the bytes.
  void add(std::string_view bytes) {
    add(static_cast<std::uint32_t>(bytes.size()));
    bytes_ += bytes;
  }

  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads what a PackedWriter wrote. Throws DataError where there is less.
class PackedReader {
 public:
  explicit PackedReader(std::string_view bytes) : bytes_(bytes) {}

  bool at_end() const { return bytes_.empty(); }

  std::uint32_t number() {
    std::uint32_t number = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1).front());
      number |= static_cast<std::uint32_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return number;
    }
    throw DataError("a packed number of more than 32 bits");
  }
  double real() {
    std::uint64_t bits = 0;
    int shift = 0;
    for (const char byte : take(8)) {
      bits |= std::uint64_t{static_cast<unsigned char>(byte)} << shift;
      shift += 8;
    }
    return std::bit_cast<double>(bits);
  }
  std::string_view text() { return take(number()); }

 private:
  std::string_view take(std::size_t count) {
    if (count > bytes_.size()) throw DataError("the packed annotation ends early");
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }

  std::string_view bytes_;
};

}  // namespace petseg
