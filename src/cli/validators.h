#pragma once

#include <cstdlib>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

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

inline CLI::Validator positive() {
  return number("POSITIVE", "a number above 0", [](double value) { return value > 0; });
}

inline CLI::Validator not_negative() {
  return number("NONNEGATIVE", "0 or more", [](double value) { return value >= 0; });
}

inline CLI::Validator share() {
  return number("SHARE", "a share between 0 and 1",
                [](double value) { return value >= 0 && value <= 1; });
}

}  // namespace petseg
