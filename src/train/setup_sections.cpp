#include "train/setup_sections.h"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/nn/model_defaults.h"

#include "core/option_json.h"

namespace petseg {
namespace {

Json value_of(const Option<Setup>& option, const Setup& setup) {
  const Json value =
      std::visit([&](const auto& field) { return Json(field.of(setup)); }, option.field);
  return value.is_number_float() ? plain_number(value.get<double>()) : value;
}

/// A default, and all models that have it.
struct OtherDefault {
  Json value;
  std::vector<std::string_view> models;
};

std::vector<OtherDefault> other_defaults(const Option<Setup>& option) {
  std::vector<OtherDefault> found;
  if (option.pointer == "/setup/model") return found;
  for (const std::string_view model : model_names()) {
    const Json value = value_of(option, default_setup(model));
    if (value == default_of(option)) continue;
    const auto same = std::ranges::find(found, value, &OtherDefault::value);
    if (same == found.end()) {
      found.push_back({value, {model}});
    } else {
      same->models.push_back(model);
    }
  }
  return found;
}

}  // namespace

std::vector<Option<Setup>> options_of(const SetupSection& section) {
  const std::string own = fmt::format("/{}", section.name);
  std::vector<Option<Setup>> options;
  for (const Option<Setup>& option : setup_options()) {
    if (option.pointer == own || option.pointer.starts_with(own + "/")) options.push_back(option);
  }
  return options;
}

std::string_view key_of(const Option<Setup>& option) {
  return option.pointer.substr(option.pointer.rfind('/') + 1);
}

Json default_of(const Option<Setup>& option) {
  return value_of(option, default_setup(Setup{}.model));
}

std::string other_defaults_of(const Option<Setup>& option) {
  std::vector<std::string> texts;
  for (const auto& [value, models] : other_defaults(option)) {
    texts.push_back(fmt::format("{}: {}", fmt::join(models, ", "), value.dump()));
  }
  return fmt::format("{}", fmt::join(texts, "; "));
}

Json plain_number(double value) {
  const bool is_whole = std::trunc(value) == value && std::abs(value) < 1e9;
  return is_whole ? Json(static_cast<int>(value)) : Json(value);
}

}  // namespace petseg
