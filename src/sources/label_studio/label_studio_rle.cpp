#include "petseg/sources/label_studio_rle.h"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {
namespace {

constexpr int kWordBits = 8;
constexpr std::array<int, 4> kLengthBits{3, 4, 8, 16};

class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

  std::size_t bits_left() const { return bytes_.size() * 8 - position_; }

  /// At most 32 bits, which must be left.
  std::uint32_t read(int bits) {
    std::uint64_t window = 0;
    const std::size_t first = position_ / 8;
    for (std::size_t i = first; i < first + 5; ++i) {
      window = window << 8 | (i < bytes_.size() ? static_cast<unsigned char>(bytes_[i]) : 0U);
    }
    const auto shift = 40 - static_cast<int>(position_ % 8) - bits;
    position_ += static_cast<std::size_t>(bits);
    return static_cast<std::uint32_t>(window >> shift & ((std::uint64_t{1} << bits) - 1));
  }

 private:
  std::string_view bytes_;
  std::size_t position_ = 0;
};

/// The header of a code, and its runs.
class RleReader {
 public:
  explicit RleReader(std::string_view rle) : bits_(rle), bytes_(rle.size()) {
    require_bits(kHeaderBits);
    count_ = bits_.read(32);
    word_bits_ = static_cast<int>(bits_.read(5)) + 1;
    for (int& bits : length_bits_) bits = static_cast<int>(bits_.read(4)) + 1;
    if (word_bits_ > kWordBits) {
      throw DataError(
          fmt::format("brush RLE: words of {} bits; expected at most {}", word_bits_, kWordBits));
    }
  }

  std::size_t count() const { return count_; }

  /// Calls visit(value, begin, end) for each run of one value, in order, until all are there.
  template <class Visit>
  void visit(const Visit& visit) {
    while (done_ < count_) {
      const auto [is_repeated, length] = read_run();
      if (is_repeated) {
        visit(read_word(), done_, done_ + length);
        done_ += length;
      } else {
        for (const std::size_t end = done_ + length; done_ < end; ++done_) {
          visit(read_word(), done_, done_ + 1);
        }
      }
    }
  }

 private:
  static constexpr int kHeaderBits = 32 + 5 + 4 * 4;

  struct Run {
    bool is_repeated;
    std::size_t length;
  };

  Run read_run() {
    require_bits(3);
    const bool is_repeated = bits_.read(1) != 0;
    const int length_bits = length_bits_[bits_.read(2)];
    require_bits(length_bits);
    const std::size_t length = std::size_t{bits_.read(length_bits)} + 1;
    if (length > count_ - done_) {
      throw DataError(fmt::format("brush RLE: a run of {} values after {}, of the {} announced",
                                  length, done_, count_));
    }
    return {is_repeated, length};
  }

  std::uint8_t read_word() {
    require_bits(word_bits_);
    return static_cast<std::uint8_t>(bits_.read(word_bits_));
  }

  void require_bits(int bits) const {
    if (bits_.bits_left() >= static_cast<std::size_t>(bits)) return;
    throw DataError(
        count_ == 0 ? fmt::format("brush RLE: {} bytes, not even a whole header", bytes_)
                    : fmt::format("brush RLE: ends early: its {} bytes hold {} of the {} values "
                                  "announced",
                                  bytes_, done_, count_));
  }

  BitReader bits_;
  std::size_t bytes_;
  std::size_t count_ = 0;
  std::size_t done_ = 0;
  int word_bits_ = 0;
  std::array<int, 4> length_bits_{};
};

class BitWriter {
 public:
  void write(std::size_t value, int bits) {
    for (int bit = bits - 1; bit >= 0; --bit) {
      byte_ = static_cast<std::uint8_t>(byte_ << 1 | (value >> bit & 1));
      if (++used_ == 8) flush();
    }
  }

  /// Zeros up to the next byte; a whole byte of them where the bits fill theirs.
  std::string finish() {
    write(0, 8 - used_);
    return std::move(bytes_);
  }

 private:
  void flush() {
    bytes_ += static_cast<char>(byte_);
    byte_ = 0;
    used_ = 0;
  }

  std::string bytes_;
  std::uint8_t byte_ = 0;
  int used_ = 0;
};

void write_repeated(BitWriter& bits, std::uint8_t value, std::size_t length,
                    std::size_t length_class) {
  bits.write(1, 1);
  bits.write(length_class, 2);
  bits.write(length - 1, kLengthBits[length_class]);
  bits.write(value, kWordBits);
}

void write_run(BitWriter& bits, std::uint8_t value, std::size_t length) {
  constexpr std::size_t kLongest = std::size_t{1} << kLengthBits.back();
  constexpr std::size_t kLongestClass = kLengthBits.size() - 1;
  if (length == 1) {
    bits.write(0, 1 + 2 + kLengthBits.front());
    bits.write(value, kWordBits);
    return;
  }
  std::size_t length_class = 0;
  while (length_class < kLongestClass && length > std::size_t{1} << kLengthBits[length_class]) {
    ++length_class;
  }
  for (; length > kLongest; length -= kLongest) {
    write_repeated(bits, value, kLongest, length_class);
  }
  write_repeated(bits, value, length, length_class);
}

}  // namespace

std::vector<std::uint8_t> decode_label_studio_rle(std::string_view rle, std::size_t max_values) {
  RleReader reader(rle);
  if (reader.count() > max_values) {
    throw DataError(fmt::format("brush RLE: announces {} values, expected at most {}",
                                reader.count(), max_values));
  }
  std::vector<std::uint8_t> values(reader.count());
  reader.visit([&](std::uint8_t value, std::size_t begin, std::size_t end) {
    std::fill(values.data() + begin, values.data() + end, value);
  });
  return values;
}

std::string encode_label_studio_rle(std::span<const std::uint8_t> values) {
  if (values.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw DataError(fmt::format("brush RLE: {} values, more than 32 bits count", values.size()));
  }
  BitWriter bits;
  bits.write(values.size(), 32);
  bits.write(kWordBits - 1, 5);
  for (const int length_bits : kLengthBits)
    bits.write(static_cast<std::size_t>(length_bits - 1), 4);
  for (auto begin = values.begin(); begin != values.end();) {
    const auto end = std::find_if(begin, values.end(), [&](auto value) { return value != *begin; });
    write_run(bits, *begin, static_cast<std::size_t>(end - begin));
    begin = end;
  }
  return bits.finish();
}

std::vector<std::uint32_t> brush_runs(std::string_view rle, cv::Size size) {
  RleReader reader(rle);
  const auto pixels = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  if (reader.count() != pixels && reader.count() != 4 * pixels) {
    throw DataError(
        fmt::format("brush RLE: announces {} values; expected {} or {} for {}x{} pixels",
                    reader.count(), pixels, 4 * pixels, size.width, size.height));
  }
  const std::size_t channels = reader.count() == pixels ? 1 : 4;
  std::vector<std::uint32_t> runs{0};
  reader.visit([&](std::uint8_t value, std::size_t begin, std::size_t end) {
    // The alpha of pixel p is value 4p + 3, so that [begin, end) holds those from begin / 4 on.
    const std::size_t length = end / channels - begin / channels;
    if (length == 0) return;
    const bool run_is_on = runs.size() % 2 == 0;
    if ((value > 0) != run_is_on) runs.push_back(0);
    runs.back() += static_cast<std::uint32_t>(length);
  });
  return runs;
}

std::string encode_brush(const cv::Mat& mask) {
  if (mask.type() != CV_8UC1) throw std::invalid_argument("encode_brush: not an 8-bit mask");
  std::vector<std::uint8_t> values;
  values.reserve(mask.total() * 4);
  for (int y = 0; y < mask.rows; ++y) {
    for (int x = 0; x < mask.cols; ++x) values.insert(values.end(), 4, mask.at<std::uint8_t>(y, x));
  }
  return encode_label_studio_rle(values);
}

}  // namespace petseg
