#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace petseg {

/// A text for a terminal: without control characters, which could steer it; line breaks are spaces.
std::string printable(std::string_view text);

/// At most so many characters, the last one "…" where it is longer.
std::string shortened(const std::string& text, std::size_t max_length);

/// Cells in columns, each as wide as its longest cell, which are cut at `max_cell` characters.
class TextTable {
 public:
  explicit TextTable(std::size_t max_cell = 40) : max_cell_(max_cell) {}

  /// Numbers stand right in their column.
  void add_column(const std::string& header, bool is_number = false);
  /// A cell for each column; those that are missing stay empty.
  void add_row(const std::vector<std::string>& cells);

  /// For a terminal of `width` columns (0: of any width): where the table is wider, columns behind
  /// the first `required` ones are left out, then the widest are cut.
  std::string text(std::size_t width, std::size_t required) const;

 private:
  struct Column {
    bool is_number = false;
    std::vector<std::string> cells;  ///< with its header
    std::size_t width = 0;
  };
  void add_cell(Column& column, const std::string& text) const;

  std::size_t max_cell_;
  std::vector<Column> columns_;
};

}  // namespace petseg
