#pragma once

#include <optional>
#include <string>

namespace petseg {

/// A threshold that a report has to meet, "cats_and_dogs.miou>=0.70".
struct Gate {
  std::string slice;   ///< "test" or a category
  std::string metric;  ///< as in named_measures()
  bool at_least = true;
  double limit = 0;
};

struct GateResult {
  Gate gate;
  std::optional<double> value;  ///< nothing: the slice has no such value, which fails the gate
  bool passed = false;
};

}  // namespace petseg
