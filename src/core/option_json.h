#pragma once

// Reads and writes options structs as JSON, by their tables (core/option_table.h).

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/core/option_table.h"

#include "core/json.h"

namespace petseg {

/// Throws ConfigError: `file: /pointer: 3 is not …`.
[[noreturn]] void fail_option(const std::string& file, std::string_view pointer, const Json& found,
                              const std::string& expected);
void check_allowed(const std::string& file, std::string_view pointer, const Json& value,
                   const Range& range);
void check_allowed(const std::string& file, std::string_view pointer, const Json& value,
                   const Choices& choices);
inline void check_allowed(const std::string&, std::string_view, const Json&, std::monostate) {}

/// Throws ConfigError when `value` holds a key (down to the rows' depth) that no pointer names.
void reject_unknown_keys(const std::string& file, const Json& value,
                         const std::vector<std::string_view>& pointers, const std::string& at = "");

// By these names nlohmann's library finds them.
void to_json(Json& json, const NumbersOrAuto& value);
void from_json(const Json& json, NumbersOrAuto& value);

inline bool is_int(const Json& value) {
  return value.is_number_integer() && std::abs(value.get<double>()) < 2147483648.0;
}

/// What a field of type T accepts, for the message; empty when `value` can be taken.
template <class T>
std::string expected_kind(const Json& value) {
  const auto all_strings = [&] {
    for (const auto& item : value) {
      if (!item.is_string()) return false;
    }
    return true;
  };
  if constexpr (std::is_same_v<T, bool>) return value.is_boolean() ? "" : "true or false";
  if constexpr (std::is_same_v<T, int>) return is_int(value) ? "" : "a whole number";
  if constexpr (std::is_same_v<T, double>) return value.is_number() ? "" : "a number";
  if constexpr (std::is_same_v<T, std::string>) return value.is_string() ? "" : "a string";
  if constexpr (std::is_same_v<T, std::vector<int>>) {
    const bool fits = value.is_array() && std::all_of(value.begin(), value.end(), is_int);
    return fits ? "" : "a list of whole numbers";
  }
  if constexpr (std::is_same_v<T, NumbersOrAuto>) {
    const auto is_number = [](const Json& item) { return item.is_number(); };
    const bool fits = value.is_array() && std::all_of(value.begin(), value.end(), is_number);
    return fits || value == "auto" ? "" : "a list of numbers or \"auto\"";
  }
  if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    return value.is_array() && all_strings() ? "" : "a list of strings";
  }
  if constexpr (std::is_same_v<T, std::map<std::string, std::string>>) {
    return value.is_object() && all_strings() ? "" : "an object of strings";
  }
}

/// Fills an options struct from a file. Keys that are absent keep their defaults. Throws
/// ConfigError with file and pointer for an unknown key, a wrong type, or a value out of its range.
template <class Options>
Options options_from_json(const OptionTable<Options>& table, const Json& json,
                          const std::string& file, const Options& defaults = {}) {
  std::vector<std::string_view> pointers;
  for (const auto& option : table) pointers.push_back(option.pointer);
  reject_unknown_keys(file, json, pointers);

  Options options = defaults;
  for (const auto& option : table) {
    const Json::json_pointer pointer{std::string(option.pointer)};
    if (!json.contains(pointer)) continue;
    const Json& value = json.at(pointer);
    std::visit(
        [&]<class T>(const OptionField<Options, T>& field) {
          const std::string expected = expected_kind<T>(value);
          if (!expected.empty()) fail_option(file, option.pointer, value, expected);
          std::visit(
              [&](const auto& allowed) { check_allowed(file, option.pointer, value, allowed); },
              option.allowed);
          field.of(options) = value.template get<T>();
        },
        option.field);
  }
  return options;
}

/// Every key with its value.
template <class Options>
Json options_to_json(const OptionTable<Options>& table, const Options& options) {
  Json json = Json::object();
  for (const auto& option : table) {
    const Json::json_pointer pointer{std::string(option.pointer)};
    std::visit([&](const auto& field) { json[pointer] = field.of(options); }, option.field);
  }
  return json;
}

}  // namespace petseg
