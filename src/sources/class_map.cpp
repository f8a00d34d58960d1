#include "sources/class_map.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include "petseg/core/classes.h"
#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"

#include "core/json.h"
#include "image/mask_values.h"

namespace petseg {
namespace {

constexpr std::string_view kIgnoreWord = "ignore";

std::string_view word_of_label(std::uint8_t label) {
  return label == kIgnoreLabel ? kIgnoreWord : kClassNames[label];
}

/// One way to write each value: "01" would be a second key for 1.
int mask_value(const std::string& key, const std::string& name) {
  int value = -1;
  const char* end = key.data() + key.size();
  const auto parsed = std::from_chars(key.data(), end, value);
  const bool is_number = parsed.ec == std::errc{} && parsed.ptr == end;
  if (!is_number || value < 0 || value > 255 || std::to_string(value) != key) {
    throw ConfigError(fmt::format("{}: the key {} is no value of a mask; expected \"0\" … \"255\"",
                                  name, json_excerpt(key)));
  }
  return value;
}

/// "4 (120 pixels), 7 (3 pixels)": the values that the map lacks.
std::string unmapped_values(const ValueCounts& counts, const ClassMap& map) {
  constexpr int kMaxShown = 8;
  std::string found;
  int number = 0;
  for (int value = 0; value < 256; ++value) {
    const auto pixels = counts[static_cast<std::size_t>(value)];
    if (pixels == 0 || map.contains(value)) continue;
    if (++number > kMaxShown) continue;
    found += fmt::format("{}{} ({} pixel{})", number == 1 ? "" : ", ", value, pixels,
                         pixels == 1 ? "" : "s");
  }
  if (number > kMaxShown) found += fmt::format(" and {} more", number - kMaxShown);
  return found;
}

}  // namespace

ClassMap default_class_map() {
  return {{0, kBackground}, {1, kCat}, {2, kDog}, {kIgnoreLabel, kIgnoreLabel}};
}

ClassMap parse_class_map(std::string_view text, const std::string& name) {
  const Json json = parse_json(text, name);
  if (!json.is_object()) {
    throw ConfigError(fmt::format(
        R"({}: {}, expected a map of mask values like {{"0": "background", "1": "cat"}})", name,
        json_kind(json)));
  }
  ClassMap map;
  for (const auto& [key, word] : json.items()) {
    const int value = mask_value(key, name);
    const std::string where = fmt::format("{}: \"{}\"", name, key);
    if (!word.is_string()) {
      throw ConfigError(
          fmt::format("{}: {}, expected the name of a class", where, json_excerpt(word)));
    }
    map[value] = label_of_word(word.get<std::string>(), where);
  }
  const auto is_pet = [](const auto& entry) {
    return entry.second == kCat || entry.second == kDog;
  };
  if (std::ranges::none_of(map, is_pet)) {
    throw ConfigError(fmt::format("{}: no value stands for \"cat\" or \"dog\"", name));
  }
  return map;
}

std::uint8_t label_of_word(std::string_view word, const std::string& where) {
  static constexpr std::array<std::string_view, 4> kWords{kClassNames[0], kClassNames[1],
                                                          kClassNames[2], kIgnoreWord};
  const auto found = std::ranges::find(kWords, word);
  if (found == kWords.end()) {
    throw ConfigError(fmt::format("{}: {} is no class; expected one of {}{}", where,
                                  json_excerpt(std::string(word)), quoted_list(kWords),
                                  did_you_mean(word, kWords)));
  }
  return word == kIgnoreWord ? kIgnoreLabel : static_cast<std::uint8_t>(found - kWords.begin());
}

std::string class_map_text(const ClassMap& map) {
  std::string text;
  for (const auto& [value, label] : map) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", value, word_of_label(label));
  }
  return text;
}

cv::Mat mask_from_values(const cv::Mat& values, const ClassMap& map, const std::string& name) {
  const std::string unmapped = unmapped_values(count_values(values), map);
  if (!unmapped.empty()) {
    throw DataError(fmt::format("{}: holds values that the class map lacks: {}; expected {}", name,
                                unmapped, class_map_text(map)));
  }
  cv::Mat table(1, 256, CV_8U, cv::Scalar(kBackground));
  for (const auto& [value, label] : map) table.at<std::uint8_t>(value) = label;
  cv::Mat mask;
  cv::LUT(values, table, mask);
  require_pet(mask, name);
  return mask;
}

void require_pet(const cv::Mat& mask, const std::string& name) {
  const ValueCounts counts = count_values(mask);
  if (counts[kCat] + counts[kDog] == 0) {
    throw DataError(fmt::format("{}: marks no pixel as a pet", name));
  }
}

}  // namespace petseg
