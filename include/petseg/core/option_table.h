#pragma once

#include <functional>
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

/// A field of an options struct, or of a struct within it.
template <class Options, class T>
class OptionField {
 public:
  OptionField(T Options::*member) : at_([=](Options& options) -> T& { return options.*member; }) {}
  template <class Part>
  OptionField(Part Options::*part, OptionField<Part, T> field)
      : at_([=](Options& options) -> T& { return field.of(options.*part); }) {}

  T& of(Options& options) const { return at_(options); }
  const T& of(const Options& options) const { return at_(const_cast<Options&>(options)); }

 private:
  std::function<T&(Options&)> at_;
};

/// One key of an options struct: where it stands in the file, the field that it fills, what is
/// allowed and what it means. Its default is the field's initialiser in the struct. From one such
/// row come the strict reading of the file and the resolved file that each run keeps.
template <class Options>
struct Option {
  template <class T>
  using Of = OptionField<Options, T>;
  using Field = std::variant<Of<bool>, Of<int>, Of<double>, Of<std::string>, Of<std::vector<int>>,
                             Of<std::vector<std::string>>, Of<NumbersOrAuto>,
                             Of<std::map<std::string, std::string>>>;

  std::string_view pointer;  ///< JSON pointer of two or one levels, "/params/learning_rate"
  Field field;
  std::variant<std::monostate, Range, Choices> allowed;
  std::string_view meaning;
};

template <class Options>
using OptionTable = std::vector<Option<Options>>;

/// Adds the keys of a struct within the options struct.
template <class Options, class Part>
void add_options_of(Part Options::*part, const OptionTable<Part>& keys,
                    OptionTable<Options>& table) {
  for (const Option<Part>& key : keys) {
    std::visit(
        [&]<class T>(const OptionField<Part, T>& field) {
          table.push_back(
              {key.pointer, OptionField<Options, T>(part, field), key.allowed, key.meaning});
        },
        key.field);
  }
}

}  // namespace petseg
