#include "report/condition.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace petseg {
namespace {

constexpr std::size_t kLimits = 20;  // a property is cut into so many parts of the same size

/// Properties that are words, in the order in which the search prefers them.
struct WordProperty {
  std::string_view name;
  std::vector<std::string> (*of)(const PhotoRecord&);
};
constexpr WordProperty kWordProperties[] = {
    {"category", [](const PhotoRecord& photo) { return photo.categories; }},
    {"made", [](const PhotoRecord& photo) { return std::vector{photo.made}; }},
    {"species",
     [](const PhotoRecord& photo) {
       return std::vector{std::string(species_name(photo.species))};
     }},
    {"breed", [](const PhotoRecord& photo) { return std::vector{photo.breed}; }},
};

double round_to_two_digits(double value) {
  if (value == 0) return 0;
  const double digits = 1 - std::floor(std::log10(std::abs(value)));
  // Through its text, so that 0.22 is the number that a person reads.
  return std::stod(fmt::format("{:.{}f}", value, std::max(0, static_cast<int>(digits))));
}

void add_limits(std::vector<Condition>& conditions, const PropertySpec& spec,
                const std::vector<const PhotoRecord*>& photos) {
  std::vector<double> values;
  for (const PhotoRecord* photo : photos) values.push_back(photo->properties.*spec.field);
  std::ranges::sort(values);
  std::set<double> limits;
  for (std::size_t i = 1; i < kLimits; ++i) {
    limits.insert(round_to_two_digits(values[i * values.size() / kLimits]));
  }
  for (const double limit : limits) {
    for (const auto kind : {Condition::Kind::kBelow, Condition::Kind::kAbove}) {
      conditions.push_back({.property = std::string(spec.name), .kind = kind, .limit = limit});
    }
  }
}

void add_words(std::vector<Condition>& conditions, const WordProperty& property,
               const std::vector<const PhotoRecord*>& photos) {
  std::set<std::string> words;
  for (const PhotoRecord* photo : photos) {
    for (std::string& word : property.of(*photo)) words.insert(std::move(word));
  }
  words.erase("");
  for (const std::string& word : words) {
    conditions.push_back(
        {.property = std::string(property.name), .kind = Condition::Kind::kIs, .value = word});
  }
}

std::string text_of(const Condition& condition) {
  if (condition.kind == Condition::Kind::kIs) {
    return fmt::format("{} is {}", condition.property, condition.value);
  }
  return fmt::format("{} {} {}", condition.property,
                     condition.kind == Condition::Kind::kBelow ? "<" : ">=", condition.limit);
}

}  // namespace

std::vector<Condition> possible_conditions(const std::vector<const PhotoRecord*>& photos) {
  std::vector<Condition> conditions;
  if (photos.empty()) return conditions;
  for (const WordProperty& property : kWordProperties) add_words(conditions, property, photos);
  for (const PropertySpec& spec : property_specs()) add_limits(conditions, spec, photos);
  return conditions;
}

bool holds(const Condition& condition, const PhotoRecord& photo) {
  for (const WordProperty& property : kWordProperties) {
    if (property.name != condition.property) continue;
    const std::vector<std::string> words = property.of(photo);
    return std::ranges::find(words, condition.value) != words.end();
  }
  for (const PropertySpec& spec : property_specs()) {
    if (spec.name != condition.property) continue;
    const double value = photo.properties.*spec.field;
    return condition.kind == Condition::Kind::kBelow ? value < condition.limit
                                                     : value >= condition.limit;
  }
  return false;
}

std::string conditions_text(const std::vector<Condition>& conditions) {
  std::vector<std::string> texts;
  std::ranges::transform(conditions, std::back_inserter(texts), text_of);
  return fmt::format("{}", fmt::join(texts, " and "));
}

}  // namespace petseg
