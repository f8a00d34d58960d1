#pragma once

#include <string>
#include <vector>

namespace petseg {

/// Round tick values at 1, 2 or 5 times a power of ten.
struct Axis {
  double low = 0;
  double high = 1;
  double step = 0.2;

  std::vector<double> ticks() const;
  /// With as many decimals as the step needs.
  std::string label(double tick) const;
  /// 0 at `low`, 1 at `high`.
  double fraction(double value) const { return (value - low) / (high - low); }
};

/// An axis whose ends are ticks and hold [low, high], with about `intervals` of them.
Axis round_axis(double low, double high, int intervals);

/// An axis over the epochs 1 … `last`: its ends are those, its ticks whole numbers.
Axis epoch_axis(int last, int intervals);

}  // namespace petseg
