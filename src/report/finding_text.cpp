#include "report/finding_text.h"

#include <cmath>

#include <fmt/format.h>

namespace petseg {
namespace {

std::string condition_text(const Condition& condition) {
  switch (condition.kind) {
    case Condition::Kind::kBelow:
      return fmt::format("{} < {:.3g}", condition.property, condition.limit);
    case Condition::Kind::kAbove:
      return fmt::format("{} >= {:.3g}", condition.property, condition.limit);
    case Condition::Kind::kIs: break;
  }
  return fmt::format("{} is {}", condition.property, condition.value);
}

}  // namespace

std::string rule_text(const WeakSpot& spot) {
  std::string text;
  for (const Condition& condition : spot.conditions) {
    text += (text.empty() ? "" : " and ") + condition_text(condition);
  }
  return text;
}

std::string gate_text(const Gate& gate) {
  return fmt::format("{}.{}{}{}", gate.slice, gate.metric, gate.at_least ? ">=" : "<=", gate.limit);
}

std::string gate_verdict(const GateResult& result) {
  if (!result.value) return "there is no value";
  const double distance = *result.value - result.gate.limit;
  return fmt::format("{:.3f}, {:.3f} {} the limit", *result.value, std::abs(distance),
                     distance < 0 ? "below" : "above");
}

}  // namespace petseg
