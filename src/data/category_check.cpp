#include "data/category_check.h"

#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/core/log.h"

namespace petseg {
namespace {

/// What the sources say of their photos under one field.
std::set<std::string_view> values_of(const std::vector<SourceInput>& sources,
                                     std::string RawPhoto::*field) {
  std::set<std::string_view> values;
  for (const SourceInput& source : sources) {
    for (const RawPhoto& photo : source.raw.photos) values.insert(photo.*field);
  }
  values.erase("");
  return values;
}

void require_photos(const CategoryRule& rule, const std::set<std::string_view>& conditions) {
  if (has_criteria(rule) || !rule.fill.empty() || conditions.contains(rule.name)) return;
  const std::vector<std::string_view> known(conditions.begin(), conditions.end());
  throw ConfigError(fmt::format(
      "the category \"{}\" says neither which photos it takes nor how to make some, and no photo "
      "has this condition{}; expected \"species\", \"breeds\", \"where\", \"fill\" or the name of "
      "a condition",
      rule.name, did_you_mean(rule.name, known)));
}

void warn_of_unknown_breeds(const CategoryRule& rule, const std::set<std::string_view>& breeds) {
  const std::vector<std::string_view> known(breeds.begin(), breeds.end());
  for (const std::string& breed : rule.breeds) {
    if (breeds.contains(breed)) continue;
    log().warn("[data] the category \"{}\": no photo is of the breed \"{}\"{}", rule.name, breed,
               did_you_mean(breed, known));
  }
}

}  // namespace

void check_categories(const std::vector<CategoryRule>& rules,
                      const std::vector<SourceInput>& sources) {
  const auto conditions = values_of(sources, &RawPhoto::condition);
  const auto breeds = values_of(sources, &RawPhoto::breed);
  for (const CategoryRule& rule : rules) {
    require_photos(rule, conditions);
    warn_of_unknown_breeds(rule, breeds);
  }
}

}  // namespace petseg
