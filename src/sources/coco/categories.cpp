#include "sources/coco/categories.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "petseg/core/classes.h"
#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"

#include "sources/class_map.h"

namespace petseg {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

CocoCategories::CocoCategories(const std::map<std::string, std::string>& classes, std::string file)
    : file_(std::move(file)), labels_{{"cat", kCat}, {"dog", kDog}} {
  for (const auto& [name, word] : classes) {
    labels_[lower(name)] = label_of_word(word, fmt::format("category \"{}\"", name));
    required_.insert(lower(name));
  }
}

void CocoCategories::add(const Json& category) {
  const auto id = category.find("id");
  const auto name = category.find("name");
  if (id == category.end() || name == category.end() || !name->is_string()) {
    throw DataError(
        fmt::format("{}: a category {}, expected an id and a name", file_, json_excerpt(category)));
  }
  const auto [known, is_new] = names_.emplace(id->dump(), lower(name->get<std::string>()));
  if (!is_new && known->second != lower(name->get<std::string>())) {
    throw DataError(fmt::format("{}: the category id {} stands for {} and for \"{}\"", file_,
                                id->dump(), json_excerpt(*name), known->second));
  }
}

void CocoCategories::check() const {
  std::set<std::string_view> distinct;
  for (const auto& [id, name] : names_) distinct.insert(name);
  const std::vector<std::string_view> names(distinct.begin(), distinct.end());
  for (const std::string& name : required_) {
    if (distinct.contains(name)) continue;
    throw ConfigError(
        fmt::format("category \"{}\" is not in {}{}", name, file_, did_you_mean(name, names)));
  }
  const auto is_pet = [&](std::string_view name) {
    const auto mapped = labels_.find(std::string(name));
    return mapped != labels_.end() && (mapped->second == kCat || mapped->second == kDog);
  };
  if (std::ranges::any_of(names, is_pet)) return;
  constexpr std::size_t kMaxShown = 10;
  throw DataError(fmt::format(
      "{}: none of its categories {}{} stands for a cat or a dog; map them, such as kitten to cat",
      file_, quoted_list(std::span(names).first(std::min(names.size(), kMaxShown))),
      names.size() > kMaxShown ? " …" : ""));
}

std::optional<std::uint8_t> CocoCategories::label(const std::string& id) const {
  const auto name = names_.find(id);
  if (name == names_.end()) return std::nullopt;
  const auto mapped = labels_.find(name->second);
  return mapped == labels_.end() ? std::uint8_t{kBackground} : mapped->second;
}

}  // namespace petseg
