#include "petseg/train/lr_range.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {
namespace {

constexpr double kSmoothing = 0.9;
/// How many times its lowest a smoothed loss may reach.
constexpr double kDivergence = 2;
/// Against its beginning: a loss that fell less fell by chance.
constexpr double kSmallestFall = 0.02;
constexpr double kShareOfLowest = 0.1;

}  // namespace

double LrRamp::rate(int step) const {
  return low * std::pow(high / low, static_cast<double>(step) / (steps - 1));
}

void LrCurve::add(double rate, double loss) {
  diverged = !std::isfinite(loss);
  if (diverged) return;
  rates.push_back(rate);
  losses.push_back(loss);
  // The mean that starts at 0, over what its weights add up to so far.
  const auto count = static_cast<double>(losses.size());
  const double before =
      smoothed.empty() ? 0 : smoothed.back() * (1 - std::pow(kSmoothing, count - 1));
  smoothed.push_back((kSmoothing * before + (1 - kSmoothing) * loss) /
                     (1 - std::pow(kSmoothing, count)));
  diverged = smoothed.back() > kDivergence * std::ranges::min(smoothed);
}

LrProposal propose_rate(const LrCurve& curve) {
  const auto lowest = std::ranges::min_element(curve.smoothed);
  if (lowest == curve.smoothed.end() || *lowest > (1 - kSmallestFall) * curve.smoothed.front()) {
    throw RunError(
        "the loss fell at no rate of the test: nothing can be proposed; look at what is trained "
        "(petseg train --show_batch), or take more --steps");
  }
  const double rate = curve.rates[static_cast<std::size_t>(lowest - curve.smoothed.begin())];
  return {.rate = kShareOfLowest * rate, .lowest = rate};
}

}  // namespace petseg
