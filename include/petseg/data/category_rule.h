#pragma once

#include <map>
#include <string>
#include <vector>

#include "petseg/core/option_table.h"
#include "petseg/data/manifest.h"

namespace petseg {

/// A category of the debugging set: which photos belong to it, and how more are made where there
/// are too few.
///
/// A photo belongs to it when its source gives it the condition of that name, or when it meets all
/// of the criteria below (`species`, `breeds`, `where`), of which there must be one.
struct CategoryRule {
  std::string name;
  std::string species;                       ///< "cat", "dog", "both"; empty: any
  std::vector<std::string> breeds;           ///< one of them
  std::map<std::string, std::string> where;  ///< property → "< 0.3" or "> 0.1"
  std::string fill;  ///< "composite", "tiny" or a corruption; empty: real photos only
  int severity = 3;  ///< of the corruption, 1 … 5
  int photos = 40;   ///< wanted; 0 takes all real ones and makes none
};

const OptionTable<CategoryRule>& category_options();

/// cats, dogs, cats_and_dogs, dark, noisy, tiny.
std::vector<CategoryRule> default_categories();

/// Throws ConfigError, prefixed by `where`, for a rule that cannot be followed: an empty name, an
/// unknown property, a criterion that is no comparison, an unknown way to make photos.
void check_category(const CategoryRule& rule, const std::string& where);

/// Whether the rule says more than a name, which photos of that condition go by.
bool has_criteria(const CategoryRule& rule);

/// Whether its `fill` is one of the corruptions, which come in severities.
bool is_filled_by_corruption(const CategoryRule& rule);

/// Whether a real photo belongs to the category.
bool matches(const CategoryRule& rule, const PhotoRecord& photo);

/// Whether the rule asks for photos that are rare: those by property or breed.
bool is_selective(const CategoryRule& rule);

}  // namespace petseg
