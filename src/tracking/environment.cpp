#include "tracking/environment.h"

#include <charconv>
#include <cstdlib>

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {

std::optional<std::string> variable(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::optional<std::uint64_t> number_variable(const char* name) {
  const auto text = variable(name);
  if (!text) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error == std::errc() && end == text->data() + text->size()) return number;
  throw ConfigError(fmt::format("{}={}: expected a whole number of at least 0", name, *text));
}

bool switch_variable(const char* name, bool otherwise) {
  const auto text = variable(name);
  if (!text) return otherwise;
  if (*text == "true" || *text == "True" || *text == "TRUE" || *text == "1") return true;
  if (*text == "false" || *text == "False" || *text == "FALSE" || *text == "0") return false;
  throw ConfigError(fmt::format("{}={}: expected true or false", name, *text));
}

}  // namespace petseg
