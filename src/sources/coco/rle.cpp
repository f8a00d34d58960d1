#include "sources/coco/rle.h"

#include <algorithm>

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {
namespace {

constexpr char kFirstCharacter = '0';
constexpr int kGroupBits = 5;
constexpr int kSignBit = 0x10;
constexpr int kMoreBit = 0x20;
// Seven groups hold 35 bits, more than any difference between two counts.
constexpr int kMaxGroups = 7;

std::int64_t pixels_of(cv::Size size) { return std::int64_t{size.width} * size.height; }

/// Makes runs of counts that come one by one.
class RunCounter {
 public:
  explicit RunCounter(cv::Size size) : size_(size) {}

  void add(std::int64_t count) {
    if (count < 0 || count > pixels_of(size_) - position_) {
      throw DataError(
          fmt::format("run-length count {} of {} does not fit in: {} x {} pixels "
                      "(height x width) were expected, and {} are counted already",
                      number_ + 1, count, size_.height, size_.width, position_));
    }
    const auto begin = static_cast<std::uint32_t>(position_);
    position_ += count;
    const auto end = static_cast<std::uint32_t>(position_);
    const bool is_shape = number_++ % 2 == 1;
    if (!is_shape || count == 0) return;
    if (!runs_.empty() && runs_.back().end == begin) {
      runs_.back().end = end;
    } else {
      runs_.push_back({begin, end});
    }
  }

  Runs finish() {
    if (position_ != pixels_of(size_)) {
      throw DataError(fmt::format("run lengths of {} pixels, expected {} x {} (height x width)",
                                  position_, size_.height, size_.width));
    }
    return std::move(runs_);
  }

 private:
  cv::Size size_;
  std::int64_t position_ = 0;
  std::size_t number_ = 0;
  Runs runs_;
};

/// Takes the next number off the text.
std::int64_t take_number(std::string_view& text) {
  std::int64_t number = 0;
  for (int group = 0; group < kMaxGroups && !text.empty(); ++group) {
    const int bits = static_cast<unsigned char>(text.front()) - kFirstCharacter;
    if (bits < 0 || bits >= 2 * kMoreBit) break;
    text.remove_prefix(1);
    number |= std::int64_t{bits & (kMoreBit - 1)} << (kGroupBits * group);
    if ((bits & kMoreBit) != 0) continue;
    if ((bits & kSignBit) != 0) number -= std::int64_t{1} << (kGroupBits * (group + 1));
    return number;
  }
  throw DataError(text.empty() ? "compressed run lengths that end within a number"
                               : "compressed run lengths that are damaged");
}

void append_number(std::string& text, std::int64_t number) {
  bool more = true;
  while (more) {
    int bits = static_cast<int>(number & (kMoreBit - 1));
    number >>= kGroupBits;
    more = number != ((bits & kSignBit) != 0 ? -1 : 0);
    if (more) bits |= kMoreBit;
    text += static_cast<char>(kFirstCharacter + bits);
  }
}

}  // namespace

Runs runs_of_counts(std::span<const std::int64_t> counts, cv::Size size) {
  RunCounter counter(size);
  for (const std::int64_t count : counts) counter.add(count);
  return counter.finish();
}

Runs runs_of_string(std::string_view text, cv::Size size) {
  RunCounter counter(size);
  std::int64_t last[2] = {0, 0};  // the two counts before
  for (std::size_t i = 0; !text.empty(); ++i) {
    const std::int64_t count = take_number(text) + (i > 2 ? last[i % 2] : 0);
    counter.add(count);
    last[i % 2] = count;
  }
  return counter.finish();
}

std::string string_of_runs(const Runs& runs, cv::Size size) {
  std::string text;
  std::int64_t last[2] = {0, 0};
  std::size_t number = 0;
  const auto append = [&](std::int64_t count) {
    std::int64_t& before = last[number % 2];
    append_number(text, number > 2 ? count - before : count);
    before = count;
    ++number;
  };
  std::uint32_t position = 0;
  for (const PixelRun& run : runs) {
    append(run.begin - position);
    append(run.end - run.begin);
    position = run.end;
  }
  if (position < pixels_of(size) || runs.empty()) append(pixels_of(size) - position);
  return text;
}

Runs union_of(std::vector<PixelRun> runs) {
  std::sort(runs.begin(), runs.end(),
            [](const PixelRun& a, const PixelRun& b) { return a.begin < b.begin; });
  Runs united;
  for (const PixelRun& run : runs) {
    if (!united.empty() && run.begin <= united.back().end) {
      united.back().end = std::max(united.back().end, run.end);
    } else {
      united.push_back(run);
    }
  }
  return united;
}

std::int64_t pixel_count(const Runs& runs) {
  std::int64_t pixels = 0;
  for (const PixelRun& run : runs) pixels += run.end - run.begin;
  return pixels;
}

void paint(cv::Mat& transposed, const Runs& runs, std::uint8_t label) {
  auto* pixels = transposed.ptr<std::uint8_t>();
  for (const PixelRun& run : runs) std::fill(pixels + run.begin, pixels + run.end, label);
}

}  // namespace petseg
