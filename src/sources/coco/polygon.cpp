#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include <fmt/format.h>

#include "petseg/core/error.h"

#include "sources/coco/rle.h"

namespace petseg {
namespace {

// pycocotools draws the outline on a grid five times finer than the photo. A column of the photo is
// crossed where the drawn line steps between the fine columns 5x + 2 and 5x + 3, which is the
// middle of the column; from there down to the next crossing the column lies inside.
constexpr std::int64_t kFine = 5;
constexpr double kMaxCoordinate = 1e6;
constexpr std::size_t kMaxCrossings = std::size_t{1} << 22;

struct FinePoint {
  std::int64_t x = 0;
  std::int64_t y = 0;
};

FinePoint fine_point(double x, double y) {
  const auto fine = [](double c) { return static_cast<std::int64_t>(kFine * c + 0.5); };
  return {fine(x), fine(y)};
}

/// Collects where an outline crosses the middles of the photo's columns, as pixel numbers.
class Crossings {
 public:
  explicit Crossings(cv::Size size) : size_(size) {}

  void add_edge(FinePoint a, FinePoint b) {
    const std::int64_t dx = std::abs(a.x - b.x);
    const std::int64_t dy = std::abs(a.y - b.y);
    if (dx >= dy) {
      if (dx > 0) add_wide(a.x < b.x ? a : b, a.x < b.x ? b : a);
    } else {
      add_tall(a.y < b.y ? a : b, a.y < b.y ? b : a);
    }
  }

  std::vector<std::uint32_t> take() { return std::move(numbers_); }

 private:
  /// An edge that takes one fine column a step.
  void add_wide(FinePoint from, FinePoint to) {
    const double slope = static_cast<double>(to.y - from.y) / static_cast<double>(to.x - from.x);
    const auto row_at = [&](std::int64_t step) {
      return static_cast<std::int64_t>(static_cast<double>(from.y) +
                                       slope * static_cast<double>(step) + 0.5);
    };
    for_columns(from.x, to.x, [&](std::int64_t column) {
      const std::int64_t step = kFine * column + 2 - from.x;
      add(column, std::min(row_at(step), row_at(step + 1)));
    });
  }

  /// An edge that takes one fine row a step.
  void add_tall(FinePoint from, FinePoint to) {
    const std::int64_t steps = to.y - from.y;
    const double slope = static_cast<double>(to.x - from.x) / static_cast<double>(steps);
    const auto column_at = [&](std::int64_t step) {
      return static_cast<std::int64_t>(static_cast<double>(from.x) +
                                       slope * static_cast<double>(step) + 0.5);
    };
    for_columns(column_at(0), column_at(steps), [&](std::int64_t column) {
      // The last step before the middle is passed, to the right or to the left.
      const std::int64_t middle = kFine * column + 3;
      std::int64_t before = 0;
      std::int64_t after = steps;
      while (after - before > 1) {
        const std::int64_t step = std::midpoint(before, after);
        const bool passed = (column_at(step) >= middle) == (slope > 0);
        (passed ? after : before) = step;
      }
      add(column, from.y + before);
    });
  }

  /// The photo's columns whose middles lie between two fine columns.
  template <class Function>
  void for_columns(std::int64_t fine_a, std::int64_t fine_b, const Function& function) {
    const std::int64_t low = std::max<std::int64_t>(std::min(fine_a, fine_b), 2);
    const std::int64_t high = std::min(std::max(fine_a, fine_b), kFine * size_.width);
    for (std::int64_t column = (low + 2) / kFine; kFine * column + 3 <= high; ++column) {
      function(column);
    }
  }

  void add(std::int64_t column, std::int64_t fine_row) {
    if (numbers_.size() == kMaxCrossings) {
      throw DataError(fmt::format("an outline that crosses the photo's columns more than {} times",
                                  kMaxCrossings));
    }
    const std::int64_t row = std::clamp<std::int64_t>((fine_row + 2) / kFine, 0, size_.height);
    numbers_.push_back(static_cast<std::uint32_t>(column * size_.height + row));
  }

  cv::Size size_;
  std::vector<std::uint32_t> numbers_;
};

void check_outline(std::span<const double> xy) {
  if (xy.size() % 2 != 0) {
    throw DataError(fmt::format("a polygon of {} numbers, expected pairs of x and y", xy.size()));
  }
  if (xy.size() < 6) {
    throw DataError(fmt::format("a polygon of {} points, expected three or more", xy.size() / 2));
  }
  for (const double c : xy) {
    if (!(std::abs(c) <= kMaxCoordinate)) {
      throw DataError(fmt::format("a polygon with the coordinate {}, expected pixels", c));
    }
  }
}

}  // namespace

Runs runs_of_polygon(std::span<const double> xy, cv::Size size) {
  check_outline(xy);
  Crossings crossings(size);
  FinePoint last = fine_point(xy[xy.size() - 2], xy[xy.size() - 1]);
  for (std::size_t i = 0; i < xy.size(); i += 2) {
    const FinePoint point = fine_point(xy[i], xy[i + 1]);
    crossings.add_edge(last, point);
    last = point;
  }
  std::vector<std::uint32_t> numbers = crossings.take();
  std::sort(numbers.begin(), numbers.end());

  Runs runs;
  bool inside = false;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i + 1 < numbers.size() && numbers[i] == numbers[i + 1]) {
      ++i;  // in and out again at the same place
    } else if (inside) {
      runs.back().end = numbers[i];
      inside = false;
    } else {
      runs.push_back({numbers[i], numbers[i]});
      inside = true;
    }
  }
  if (inside) runs.back().end = static_cast<std::uint32_t>(std::int64_t{size.width} * size.height);
  return runs;
}

}  // namespace petseg
