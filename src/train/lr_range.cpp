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
/// To either side of a rate, over which the loss's fall is measured.
constexpr double kDecades = 0.25;

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
  const auto& [rates, losses, smoothed, diverged] = curve;
  const auto lowest = std::ranges::min_element(smoothed);
  const std::size_t size = smoothed.size();
  if (size < 3 || *lowest > (1 - kSmallestFall) * smoothed.front()) {
    throw RunError(
        "the loss fell at no rate of the test: nothing can be proposed; look at what is trained "
        "(petseg train --show_batch), or take more --steps");
  }
  const double steps = std::round(kDecades / std::log10(rates[1] / rates[0]));
  const auto reach = std::min(static_cast<std::size_t>(std::max(1.0, steps)), (size - 1) / 2);
  std::size_t steepest = reach;
  const auto fall = [&](std::size_t i) { return smoothed[i - reach] - smoothed[i + reach]; };
  for (std::size_t i = reach; i + reach < size; ++i) {
    if (fall(i) > fall(steepest)) steepest = i;
  }
  return {.rate = rates[steepest],
          .lowest = rates[static_cast<std::size_t>(lowest - smoothed.begin())]};
}

}  // namespace petseg
