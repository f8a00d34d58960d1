#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace petseg {

/// Names that annotators give → class ids or kIgnoreLabel.
class LabelMap {
 public:
  /// `labels` maps names to background, cat, dog or ignore. These four words stand for themselves,
  /// in any case, where it does not say otherwise. Throws ConfigError for another class.
  explicit LabelMap(const std::map<std::string, std::string>& labels);

  /// Throws DataError that says how to map a name that is not known.
  std::uint8_t at(std::string_view name) const;

 private:
  std::map<std::string, std::uint8_t, std::less<>> ids_;
};

}  // namespace petseg
