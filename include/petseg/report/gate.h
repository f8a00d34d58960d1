#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "petseg/report/bootstrap.h"

namespace petseg {

struct Report;

/// A threshold that a report has to meet, "cats_and_dogs.miou>=0.70".
struct Gate {
  std::string slice;   ///< "test", "all" or a category
  std::string metric;  ///< as in measure_names()
  bool at_least = true;
  double limit = 0;  ///< 0 to 1
};

/// What is held against the limit.
enum class GateOn {
  kValue,  ///< the metric's value
  kCiLow,  ///< the end of its interval that is worse: the lower one for >=, the upper one for <=
};

/// Names in settings, in the order of GateOn.
inline constexpr std::array<std::string_view, 2> kGateOnNames{"value", "ci_low"};
GateOn gate_on_from_name(std::string_view name);

struct GateResult {
  Gate gate;
  GateOn on = GateOn::kValue;
  std::optional<double> value;  ///< nothing: there is no such value, which fails the gate
  bool passed = false;
};

/// Throws ConfigError, `where` and a hint, when there is no metric of this name.
void check_metric(const std::string& metric, const std::string& where);

/// Reads SLICE.METRIC>=NUMBER or SLICE.METRIC<=NUMBER, with spaces or without. Throws ConfigError,
/// prefixed by `where` ("--gate"), for another text, a metric that does not exist, and a limit that
/// is not in [0, 1].
Gate parse_gate(std::string_view text, const std::string& where);

std::vector<Gate> parse_gates(const std::vector<std::string>& texts, const std::string& where);

/// As parse_gate() reads it, without spaces.
std::string gate_text(const Gate& gate);

/// Throws ConfigError, prefixed by `where`, for a gate on a slice that is not among the names.
void check_gate_slices(const std::vector<Gate>& gates, const std::vector<std::string_view>& names,
                       const std::string& where);

/// Throws as check_gate_slices() does.
std::vector<GateResult> check_gates(const Report& report, const std::vector<Gate>& gates, GateOn on,
                                    const std::string& where);

/// "cats_and_dogs.miou is 0.655, below 0.70 by 0.045", "dark.ece is 0.031, not above 0.05".
std::string gate_result_text(const GateResult& result);

}  // namespace petseg
