#include "core/option_json.h"

#include <algorithm>

namespace petseg {

void fail_option(const std::string& file, std::string_view pointer, const Json& found,
                 const std::string& expected) {
  throw ConfigError(
      fmt::format("{}: {}: {} is not {}", file, pointer, json_excerpt(found), expected));
}

void check_allowed(const std::string& file, std::string_view pointer, const Json& value,
                   const Range& range) {
  const auto fits = [&](const Json& found) {
    const double number = found.get<double>();
    const bool low_enough = number <= range.high;
    const bool high_enough = range.above_low ? number > range.low : number >= range.low;
    return low_enough && high_enough;
  };
  if (value.is_string()) return;  // "auto"
  const Json numbers = value.is_array() ? value : Json::array({value});
  const auto wrong = std::find_if_not(numbers.begin(), numbers.end(), fits);
  if (wrong == numbers.end()) return;
  std::string expected = fmt::format("{} {}", range.above_low ? "above" : "at least", range.low);
  if (std::isinf(range.low)) expected.clear();
  if (!std::isinf(range.high)) {
    expected += fmt::format("{}at most {}", expected.empty() ? "" : " and ", range.high);
  }
  fail_option(file, pointer, *wrong, expected);
}

void check_allowed(const std::string& file, std::string_view pointer, const Json& value,
                   const Choices& choices) {
  for (const Json& word : value.is_array() ? value : Json::array({value})) {
    const auto text = word.get<std::string>();
    if (std::find(choices.begin(), choices.end(), text) != choices.end()) continue;
    fail_option(file, pointer, word,
                "one of " + quoted_list(choices) + did_you_mean(text, choices));
  }
}

void to_json(Json& json, const NumbersOrAuto& value) {
  json = value.is_auto ? Json("auto") : Json(value.numbers);
}

void from_json(const Json& json, NumbersOrAuto& value) {
  value = {.numbers = {}, .is_auto = json.is_string()};
  if (!value.is_auto) json.get_to(value.numbers);
}

void reject_unknown_keys(const std::string& file, const Json& value,
                         const std::vector<std::string_view>& pointers, const std::string& at) {
  if (!value.is_object()) {
    fail_option(file, at.empty() ? "/" : at, value, "an object");
  }
  for (const auto& [key, inner] : value.items()) {
    const std::string pointer = at + "/" + key;
    if (std::find(pointers.begin(), pointers.end(), pointer) != pointers.end()) continue;
    std::vector<std::string_view> siblings;
    bool is_parent = false;
    for (const std::string_view known : pointers) {
      if (!known.starts_with(at + "/")) continue;
      is_parent = is_parent || known.starts_with(pointer + "/");
      const std::string_view rest = known.substr(at.size() + 1);
      siblings.push_back(rest.substr(0, rest.find('/')));
    }
    if (is_parent) {
      reject_unknown_keys(file, inner, pointers, pointer);
      continue;
    }
    std::sort(siblings.begin(), siblings.end());
    siblings.erase(std::unique(siblings.begin(), siblings.end()), siblings.end());
    throw ConfigError(fmt::format("{}: {}: unknown key{} (known here: {})", file, pointer,
                                  did_you_mean(key, siblings), quoted_list(siblings)));
  }
}

}  // namespace petseg
