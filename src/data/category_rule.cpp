#include "petseg/data/category_rule.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/image/corruption.h"

namespace petseg {
namespace {

struct Comparison {
  bool below;
  double limit;
};

std::optional<Comparison> parse_comparison(std::string_view text) {
  if (text.empty() || (text[0] != '<' && text[0] != '>')) return {};
  const std::string number(text.substr(1));
  char* end = nullptr;
  const double limit = std::strtod(number.c_str(), &end);
  if (end == number.c_str() || *end != '\0') return {};
  return Comparison{text[0] == '<', limit};
}

const PropertySpec* find_property(std::string_view name) {
  const auto specs = property_specs();
  const auto found = std::ranges::find(specs, name, &PropertySpec::name);
  return found == specs.end() ? nullptr : &*found;
}

void check_criterion(const std::string& property, const std::string& text,
                     const std::string& where) {
  if (find_property(property) == nullptr) {
    std::vector<std::string_view> known;
    for (const PropertySpec& spec : property_specs()) known.push_back(spec.name);
    throw ConfigError(fmt::format("{}/where: no property \"{}\"{} (there are {})", where, property,
                                  did_you_mean(property, known), quoted_list(known)));
  }
  if (!parse_comparison(text)) {
    throw ConfigError(
        fmt::format("{}/where/{}: \"{}\" is no comparison like \"< 0.25\"", where, property, text));
  }
}

bool is_of_species(const PhotoRecord& photo, const std::string& species) {
  if (species == "both") return photo.species == Species::kBoth;
  return species_name(photo.species) == species;
}

}  // namespace

const OptionTable<CategoryRule>& category_options() {
  static const OptionTable<CategoryRule> table{
      {"/name", &CategoryRule::name, {}, "of the category and its folder"},
      {"/species", &CategoryRule::species, Choices{"", "cat", "dog", "both"},
       "what the photo shows; empty: any"},
      {"/breeds", &CategoryRule::breeds, {}, "one of these"},
      {"/where", &CategoryRule::where, {}, "property → \"< number\" or \"> number\""},
      {"/fill",
       &CategoryRule::fill,
       {},
       "how photos are made where there are too few real ones: composite, tiny or a corruption"},
      {"/severity", &CategoryRule::severity, Range{.low = 1, .high = 5}, "of the corruption"},
      {"/photos", &CategoryRule::photos, Range{.low = 0},
       "wanted; 0 takes all real ones and makes none"},
  };
  return table;
}

std::vector<CategoryRule> default_categories() {
  return {{.name = "cats", .species = "cat"},
          {.name = "dogs", .species = "dog"},
          {.name = "cats_and_dogs", .species = "both", .fill = "composite"},
          {.name = "dark", .where = {{"luminance", "< 0.25"}}, .fill = "dark"},
          {.name = "noisy", .fill = "gaussian_noise"},
          {.name = "tiny", .where = {{"animal_share", "< 0.05"}}, .fill = "tiny"}};
}

void check_category(const CategoryRule& rule, const std::string& where) {
  const bool is_name = !rule.name.empty() && rule.name != "." && rule.name != ".." &&
                       rule.name.find('/') == std::string::npos;
  if (!is_name) {
    throw ConfigError(fmt::format("{}/name: \"{}\" is no name for a folder", where, rule.name));
  }
  for (const auto& [property, text] : rule.where) check_criterion(property, text, where);
  if (is_filled_by_corruption(rule)) corruption_from_name(rule.fill, where + "/fill");
}

bool has_criteria(const CategoryRule& rule) {
  return !rule.species.empty() || !rule.breeds.empty() || !rule.where.empty();
}

bool is_filled_by_corruption(const CategoryRule& rule) {
  return !rule.fill.empty() && rule.fill != "composite" && rule.fill != "tiny";
}

bool matches(const CategoryRule& rule, const PhotoRecord& photo) {
  if (!photo.condition.empty() && photo.condition == rule.name) return true;
  if (!has_criteria(rule)) return false;
  if (!rule.species.empty() && !is_of_species(photo, rule.species)) return false;
  if (!rule.breeds.empty() && std::ranges::find(rule.breeds, photo.breed) == rule.breeds.end()) {
    return false;
  }
  return std::ranges::all_of(rule.where, [&](const auto& criterion) {
    const double value = photo.properties.*find_property(criterion.first)->field;
    const Comparison comparison = *parse_comparison(criterion.second);
    return comparison.below ? value < comparison.limit : value > comparison.limit;
  });
}

bool is_selective(const CategoryRule& rule) { return !rule.where.empty() || !rule.breeds.empty(); }

}  // namespace petseg
