#pragma once

// The data of an html_page(): JSON of which pictures are the larger part by far.

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "petseg/core/parallel.h"

#include "core/json.h"

namespace petseg {

/// File names need not be UTF-8: other bytes become U+FFFD.
std::string page_text(const Json& json);

/// The text of an object with members for bytes in Base64 added, which needs no look at each
/// character.
std::string with_bytes(
    const Json& object,
    std::initializer_list<std::pair<std::string_view, std::string_view>> members);

/// [["name", value], …], which keeps its order and takes any name.
template <class Value>
Json pairs_json(const std::vector<std::pair<std::string, Value>>& pairs) {
  Json list = Json::array();
  for (const auto& [name, value] : pairs) list.push_back(Json::array({name, value}));
  return list;
}

/// Adds a member to the text of an object: an array of what `to_text` makes of each item. Its
/// texts are made on all processors.
template <class Item, class ToText>
void append_list(std::string& object, std::string_view name, const std::vector<Item>& items,
                 const ToText& to_text) {
  std::vector<std::string> texts(items.size());
  parallel_for(items.size(), [&](std::size_t i) { texts[i] = to_text(items[i]); });
  std::size_t size = object.size() + name.size() + 8;
  for (const std::string& text : texts) size += text.size() + 1;
  object.reserve(size);
  object.pop_back();
  object.append(object == "{" ? "\"" : ",\"").append(name).append("\":[");
  for (const std::string& text : texts)
    object.append(&text == texts.data() ? "" : ",").append(text);
  object += "]}";
}

}  // namespace petseg
