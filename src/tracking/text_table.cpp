#include "tracking/text_table.h"

#include <algorithm>
#include <numeric>

#include "core/json.h"

namespace petseg {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kMinCell = 8;

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string padded(const std::string& text, std::size_t width, bool at_right) {
  const std::size_t length = length_of(text);
  const std::string spaces(width > length ? width - length : 0, ' ');
  return at_right ? spaces + text : text + spaces;
}

}  // namespace

std::string printable(std::string_view text) {
  const bool is_readable = is_utf8(text);
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F, which some terminals obey.
    const bool begins_c1 =
        byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (begins_c1) ++i;
    if (byte < 0x20 || byte == 0x7F || begins_c1) {
      result += ' ';
    } else {
      result += byte < 0x80 || is_readable ? text[i] : '?';
    }
  }
  return result;
}

std::string shortened(const std::string& text, std::size_t max_length) {
  if (length_of(text) <= max_length) return text;
  std::size_t characters = 0, end = 0;
  for (; end < text.size(); ++end) {
    if (begins_character(text[end]) && ++characters == std::max<std::size_t>(max_length, 1)) break;
  }
  return text.substr(0, end) + "…";
}

void TextTable::add_cell(Column& column, const std::string& text) const {
  column.cells.push_back(shortened(printable(text), max_cell_));
  column.width = std::max(column.width, length_of(column.cells.back()));
}

void TextTable::add_column(const std::string& header, bool is_number) {
  columns_.push_back({.is_number = is_number});
  add_cell(columns_.back(), header);
}

void TextTable::add_row(const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    add_cell(columns_[i], i < cells.size() ? cells[i] : "");
  }
}

std::string TextTable::text(std::size_t width, std::size_t required) const {
  std::vector<Column> shown = columns_;
  const auto is_too_wide = [&] {
    const std::size_t sum = std::accumulate(
        shown.begin(), shown.end(), std::size_t{0},
        [](std::size_t total, const Column& column) { return total + column.width + kGap; });
    return width > 0 && sum > width + kGap;
  };
  while (is_too_wide() && shown.size() > required) shown.pop_back();
  while (is_too_wide()) {
    Column& widest = *std::ranges::max_element(
        shown, {}, [](const Column& column) { return column.is_number ? 0 : column.width; });
    if (widest.is_number || widest.width <= kMinCell) break;
    --widest.width;
  }
  std::string text;
  for (std::size_t row = 0; !shown.empty() && row < shown.front().cells.size(); ++row) {
    std::string line;
    for (const Column& column : shown) {
      line += padded(shortened(column.cells[row], column.width), column.width, column.is_number);
      line.append(kGap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

}  // namespace petseg
