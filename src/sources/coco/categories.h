#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "core/json.h"

namespace petseg {

/// The labels of a COCO file's categories.
class CocoCategories {
 public:
  /// `classes` as in CocoOptions::categories. Throws ConfigError when one of them is no class.
  CocoCategories(const std::map<std::string, std::string>& classes, std::string file);

  /// An element of the file's list. Throws DataError when it lacks an id or a name, or its id
  /// stands for another name already.
  void add(const Json& category);

  /// To be called when all are added. Throws ConfigError when the file lacks one that the options
  /// name, DataError when none is a pet.
  void check() const;

  /// By the id as it stands in the file: a class id or kIgnoreLabel, kBackground where the category
  /// is not mapped; no value for an unknown id.
  std::optional<std::uint8_t> label(const std::string& id) const;

 private:
  std::string file_;
  std::set<std::string> required_;              ///< names that the options give, in lower case
  std::map<std::string, std::uint8_t> labels_;  ///< by name in lower case
  std::unordered_map<std::string, std::string> names_;  ///< by id
};

}  // namespace petseg
