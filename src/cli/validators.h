#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/nn/device_names.h"

namespace petseg {

/// CLI11's own number checks print the largest double as the other end of the range.
inline CLI::Validator number(const char* name, const char* expected, bool (*allowed)(double)) {
  return {[=](std::string& text) {
            char* end = nullptr;
            const double value = std::strtod(text.c_str(), &end);
            const bool is_number = end != text.c_str() && *end == '\0';
            if (is_number && allowed(value)) return std::string();
            return fmt::format("expected {}, found \"{}\"", expected, text);
          },
          name};
}

/// Whether an int can hold it.
inline bool is_whole(double value) {
  return value == std::trunc(value) && std::abs(value) <= std::numeric_limits<int>::max();
}

inline CLI::Validator positive() {
  return number("POSITIVE", "a number above 0", [](double value) { return value > 0; });
}

inline CLI::Validator count() {
  return number("POSITIVE", "a whole number above 0",
                [](double value) { return is_whole(value) && value > 0; });
}

inline CLI::Validator not_negative() {
  return number("NONNEGATIVE", "a whole number, 0 or more",
                [](double value) { return is_whole(value) && value >= 0; });
}

inline CLI::Validator share() {
  return number("SHARE", "a share between 0 and 1",
                [](double value) { return value >= 0 && value <= 1; });
}

inline CLI::Validator one_of(const std::vector<std::string_view>& words) {
  return {[=](std::string& text) {
            if (std::ranges::find(words, text) != words.end()) return std::string();
            return fmt::format("expected one of {}, found \"{}\"{}", quoted_list(words), text,
                               did_you_mean(text, words));
          },
          fmt::format("{{{}}}", fmt::join(words, ","))};
}

inline CLI::Validator device_name() { return one_of({kDeviceNames.begin(), kDeviceNames.end()}); }

}  // namespace petseg
