#include "image/axis.h"

#include <algorithm>
#include <cmath>

#include "petseg/image/text.h"

namespace petseg {
namespace {

/// The smallest of 1, 2, 5, 10 … × 10^k that is no less than `width`.
double round_step(double width) {
  const double power = std::pow(10, std::floor(std::log10(width)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= width * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

}  // namespace

std::vector<double> Axis::ticks() const {
  std::vector<double> values;
  const auto first = static_cast<long>(std::ceil(low / step - 1e-6));
  const auto last = static_cast<long>(std::floor(high / step + 1e-6));
  for (long i = first; i <= last; ++i) values.push_back(static_cast<double>(i) * step);
  return values;
}

std::string Axis::label(double tick) const {
  const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 9);
  return score_text(tick, decimals);
}

Axis round_axis(double low, double high, int intervals) {
  const double least = std::max(std::abs(high), std::abs(low)) * 1e-3 + 1e-6;
  if (high - low < least) {  // a flat curve
    low -= least;
    high += least;
  }
  const double step = round_step((high - low) / intervals);
  return {std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step, step};
}

Axis epoch_axis(int last, int intervals) {
  const double step = std::max(1.0, round_step(static_cast<double>(last) / intervals));
  return {1, static_cast<double>(std::max(last, 2)), step};
}

}  // namespace petseg
