#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {

/// Reads an untrusted file from front to back. Each read checks what is left and throws DataError
/// with the file and the byte.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, std::string file) : bytes_(bytes), file_(std::move(file)) {}

  std::string_view take(std::uint64_t count, std::string_view what) {
    if (count > bytes_.size() - position_) {
      fail(fmt::format("ends early: {} takes {} bytes, {} are left", what, count,
                       bytes_.size() - position_));
    }
    const auto taken = bytes_.substr(position_, static_cast<std::size_t>(count));
    position_ += taken.size();
    return taken;
  }

  /// A little-endian number.
  template <class T>
  T number(std::string_view what) {
    static_assert(std::endian::native == std::endian::little);
    T value;
    std::memcpy(&value, take(sizeof(T), what).data(), sizeof(T));
    return value;
  }

  /// The bytes up to the next newline, which is passed over.
  std::string_view line(std::size_t max_bytes, std::string_view what) {
    const auto length = bytes_.substr(position_, max_bytes + 1).find('\n');
    if (length == std::string_view::npos) fail(fmt::format("{} does not end", what));
    return take(length + 1, what).substr(0, length);
  }

  std::size_t position() const { return position_; }
  void seek(std::size_t position, std::string_view what) {
    position_ = 0;
    take(position, what);
  }

  const std::string& file() const { return file_; }

  [[noreturn]] void fail(std::string_view what) const {
    throw DataError(fmt::format("{}: byte {}: {}", file_, position_, what));
  }

 private:
  std::string_view bytes_;
  std::string file_;
  std::size_t position_ = 0;
};

}  // namespace petseg
