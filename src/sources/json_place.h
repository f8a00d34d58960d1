#pragma once

#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "petseg/core/error.h"

#include "core/json.h"

namespace petseg {

/// A value of somebody else's JSON and where it stands there. Throws DataError, `pointer: holds …,
/// expected …`, when it is not what is asked for. It refers to the value and must not outlive it.
class JsonPlace {
 public:
  JsonPlace(const Json& value, std::string pointer)
      : value_(&value), pointer_(std::move(pointer)) {}

  const Json& value() const { return *value_; }
  const std::string& pointer() const { return pointer_; }

  [[noreturn]] void fail(const std::string& expected) const {
    throw DataError(
        fmt::format("{}: holds {}, expected {}", pointer_, json_excerpt(*value_), expected));
  }

  /// The value of a key; null counts as absent.
  std::optional<JsonPlace> find(const char* key) const {
    if (!value_->is_object()) fail("an object");
    const auto found = value_->find(key);
    if (found == value_->end() || found->is_null()) return std::nullopt;
    return JsonPlace(*found, fmt::format("{}/{}", pointer_, key));
  }
  JsonPlace at(const char* key) const {
    auto found = find(key);
    if (!found) throw DataError(fmt::format("{}: has no \"{}\"", pointer_, key));
    return *std::move(found);
  }

  std::vector<JsonPlace> items() const {
    if (!value_->is_array()) fail("a list");
    std::vector<JsonPlace> items;
    for (std::size_t i = 0; i < value_->size(); ++i) {
      items.emplace_back((*value_)[i], fmt::format("{}/{}", pointer_, i));
    }
    return items;
  }

  /// A number within ±1e6, far beyond any percentage, angle or size in pixels.
  double number() const {
    if (!value_->is_number()) fail("a number");
    const auto number = value_->get<double>();
    if (!(number >= -1e6 && number <= 1e6)) fail("a number within ±1000000");
    return number;
  }
  std::int64_t integer() const {
    if (!value_->is_number_integer()) fail("a whole number");
    return value_->get<std::int64_t>();
  }
  std::string text() const {
    if (!value_->is_string()) fail("a string");
    return value_->get<std::string>();
  }
  bool flag() const {
    if (!value_->is_boolean()) fail("true or false");
    return value_->get<bool>();
  }

 private:
  const Json* value_;
  std::string pointer_;
};

}  // namespace petseg
