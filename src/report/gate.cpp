#include "petseg/report/gate.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/report/report.h"

#include "report/metric_value.h"

namespace petseg {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

[[noreturn]] void fail(const std::string& where, std::string_view text, std::string_view reason) {
  throw ConfigError(fmt::format("{}: \"{}\" {}", where, text, reason));
}

double parse_limit(std::string_view number, std::string_view text, const std::string& where) {
  double limit = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), limit);
  if (error != std::errc{} || end != number.data() + number.size() || !(limit >= 0 && limit <= 1)) {
    fail(where, text,
         fmt::format("has \"{}\" as its limit; expected a number from 0 to 1", number));
  }
  return limit;
}

std::string hint_for(const std::string& word, std::span<const std::string_view> names) {
  const std::string hint = did_you_mean(word, names);
  return hint.empty() ? "; there are: " + quoted_list(names) : hint;
}

const Slice& find_slice(const std::vector<const Slice*>& slices, const std::string& name) {
  return **std::ranges::find(slices, name, [](const Slice* slice) { return slice->name; });
}

std::optional<double> value_of(const Slice& slice, const Gate& gate, GateOn on) {
  if (on == GateOn::kCiLow) {
    const auto found = slice.intervals.find(gate.metric);
    if (found == slice.intervals.end()) return std::nullopt;
    return gate.at_least ? found->second.low : found->second.high;
  }
  return metric_value(slice.metrics, gate.metric);
}

/// "0.70", "0.685", "0.00001": two digits, or all that there are.
std::string limit_text(double limit) {
  const std::string two = fmt::format("{:.2f}", limit);
  return std::stod(two) == limit ? two : fmt::format("{}", limit);
}

/// Digits with which a difference is not shown as 0.
int digits_for(double difference) {
  int digits = 3;
  while (digits < 9 && difference != 0 && std::abs(difference) < 0.5 * std::pow(10, -digits)) {
    ++digits;
  }
  return digits;
}

}  // namespace

void check_metric(const std::string& metric, const std::string& where) {
  const std::vector<std::string>& names = measure_names();
  if (std::ranges::find(names, metric) != names.end()) return;
  const std::vector<std::string_view> known(names.begin(), names.end());
  throw ConfigError(
      fmt::format("{} names no metric, \"{}\"{}", where, metric, hint_for(metric, known)));
}

Gate parse_gate(std::string_view text, const std::string& where) {
  const std::size_t sign = std::min(text.find(">="), text.find("<="));
  // A category's name may have a dot, a metric's has none.
  const std::string_view subject = trimmed(text.substr(0, sign));
  const std::size_t dot = subject.rfind('.');
  if (sign == std::string_view::npos || dot == std::string_view::npos || dot == 0) {
    fail(where, text,
         "is no gate; expected SLICE.METRIC>=NUMBER or SLICE.METRIC<=NUMBER, such as "
         "\"test.miou>=0.8\"");
  }
  Gate gate{.slice = std::string(subject.substr(0, dot)),
            .metric = std::string(subject.substr(dot + 1)),
            .at_least = text[sign] == '>',
            .limit = parse_limit(trimmed(text.substr(sign + 2)), text, where)};
  check_metric(gate.metric, fmt::format("{}: \"{}\"", where, text));
  return gate;
}

std::string gate_text(const Gate& gate) {
  return fmt::format("{}.{}{}{}", gate.slice, gate.metric,
                     gate.at_least ? ">=" : "<=", limit_text(gate.limit));
}

std::vector<Gate> parse_gates(const std::vector<std::string>& texts, const std::string& where) {
  std::vector<Gate> gates;
  for (const std::string& text : texts) gates.push_back(parse_gate(text, where));
  return gates;
}

void check_gate_slices(const std::vector<Gate>& gates, const std::vector<std::string_view>& names,
                       const std::string& where) {
  for (const Gate& gate : gates) {
    if (std::ranges::find(names, gate.slice) != names.end()) continue;
    fail(where, gate_text(gate),
         fmt::format("names no photos of the report, \"{}\"{}", gate.slice,
                     hint_for(gate.slice, names)));
  }
}

std::vector<GateResult> check_gates(const Report& report, const std::vector<Gate>& gates, GateOn on,
                                    const std::string& where) {
  std::vector<const Slice*> slices = slices_of(report);
  if (!report.all.photos.empty()) slices.push_back(&report.all);
  std::vector<std::string_view> names;
  for (const Slice* slice : slices) names.push_back(slice->name);
  check_gate_slices(gates, names, where);
  std::vector<GateResult> results;
  for (const Gate& gate : gates) {
    const auto value = value_of(find_slice(slices, gate.slice), gate, on);
    const bool passed = value && (gate.at_least ? *value >= gate.limit : *value <= gate.limit);
    results.push_back({.gate = gate, .on = on, .value = value, .passed = passed});
  }
  return results;
}

GateOn gate_on_from_name(std::string_view name) {
  return name == kGateOnNames.back() ? GateOn::kCiLow : GateOn::kValue;
}

std::string gate_result_text(const GateResult& result) {
  const Gate& gate = result.gate;
  const bool is_end = result.on == GateOn::kCiLow;
  const std::string name = fmt::format("{}.{}", gate.slice, gate.metric);
  if (!result.value) return name + (is_end ? " has no interval" : " has no value");
  const std::string subject = is_end ? fmt::format("{}: the {} end of its interval", name,
                                                   gate.at_least ? "lower" : "upper")
                                     : name;
  const double difference = *result.value - gate.limit;
  const int digits = digits_for(difference);
  const std::string relation = gate.at_least ? "below" : "above";
  const std::string value = fmt::format("{:.{}f}", *result.value, digits);
  if (result.passed) {
    return fmt::format("{} is {}, not {} {}", subject, value, relation, limit_text(gate.limit));
  }
  return fmt::format("{} is {}, {} {} by {:.{}f}", subject, value, relation, limit_text(gate.limit),
                     std::abs(difference), digits);
}

}  // namespace petseg
