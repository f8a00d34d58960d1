#include "sources/label_map.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"

#include "core/json.h"
#include "sources/class_map.h"

namespace petseg {
namespace {

constexpr std::array<std::string_view, 4> kWords{"background", "cat", "dog", "ignore"};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

}  // namespace

LabelMap::LabelMap(const std::map<std::string, std::string>& labels) {
  for (const std::string_view word : kWords) ids_.emplace(word, label_of_word(word, "labels"));
  for (const auto& [name, word] : labels) {
    ids_[name] = label_of_word(word, fmt::format("labels: {}", json_excerpt(name)));
  }
}

std::uint8_t LabelMap::at(std::string_view name) const {
  auto found = ids_.find(name);
  if (found == ids_.end()) found = ids_.find(lower(name));
  if (found != ids_.end()) return found->second;
  std::vector<std::string_view> known;
  for (const auto& [word, id] : ids_) known.push_back(word);
  const std::string_view shown = name.substr(0, 60);
  throw DataError(fmt::format(
      "the label \"{}\" is not known{}; say what it stands for: \"labels\": {{\"{}\": \"cat\"}} "
      "(or \"dog\", \"background\", \"ignore\")",
      shown, did_you_mean(shown, known), shown));
}

}  // namespace petseg
