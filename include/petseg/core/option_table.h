#pragma once

#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace petseg {

/// What a number, or each number of a list, may be: [low, high], or (low, high] where `above_low`
/// is set.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;
};

/// The words a string may be.
using Choices = std::vector<std::string_view>;

/// A list of numbers, or the word "auto" in its place.
struct NumbersOrAuto {
  std::vector<double> numbers;
  bool is_auto = false;
};

/// One key of an options struct: where it stands in the file, the field that it fills, what is
/// allowed and what it means. Its default is the field's initialiser in the struct. From one such
/// row come the strict reading of the file and the resolved file that each run keeps.
template <class Options>
struct Option {
  using Field =
      std::variant<bool Options::*, int Options::*, double Options::*, std::string Options::*,
                   std::vector<int> Options::*, std::vector<std::string> Options::*,
                   NumbersOrAuto Options::*, std::map<std::string, std::string> Options::*>;

  std::string_view pointer;  ///< JSON pointer of two or one levels, "/params/learning_rate"
  Field field;
  std::variant<std::monostate, Range, Choices> allowed;
  std::string_view meaning;
};

template <class Options>
using OptionTable = std::vector<Option<Options>>;

}  // namespace petseg
