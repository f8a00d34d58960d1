#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "tracking/run_column.h"

namespace petseg {

/// Reads a filter or an order of MLflow's search piece by piece (mlflow/utils/search_utils.py).
/// Everything that is not as expected is a ConfigError that shows the place.
class QueryReader {
 public:
  /// `kind` is "filter" or "order", for messages.
  QueryReader(std::string_view kind, std::string_view text) : kind_(kind), text_(text) {}

  bool at_end();
  /// Takes the word, in capitals or not, where it stands next.
  bool take_word(std::string_view word);
  /// Takes the longest of these that stands next, or nothing.
  std::string_view take_symbol(std::initializer_list<std::string_view> symbols);
  /// Slashes, colons and dashes need no quotes here, as they do in MLflow.
  RunColumn column();
  /// The digits as they stand there, and what is between quotes, single or double, with them.
  std::string_view number();
  std::string_view quoted_text();

  /// Where the next piece begins.
  std::size_t place();
  [[noreturn]] void fail(std::size_t place, std::string_view expected) const;

 private:
  std::string_view rest() const { return text_.substr(position_); }
  std::string_view word();
  std::string key_in_quotes();
  /// "metrics" and "loss" of metrics.loss, of metrics.`loss`, and of `metrics`.loss.
  std::pair<std::string, std::string> dotted_name();
  std::string_view quoted(std::string_view quotes);
  bool next_is(std::string_view characters) const;

  std::string_view kind_, text_;
  std::size_t position_ = 0;
};

}  // namespace petseg
