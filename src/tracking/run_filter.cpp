#include "tracking/run_filter.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tracking/query_reader.h"

namespace petseg {
namespace {

std::string unquoted(std::string_view text) { return std::string(text.substr(1, text.size() - 2)); }

double to_double(std::string_view digits) {
  double number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::string comparator(QueryReader& reader) {
  const std::string_view symbol = reader.take_symbol({"=", "!=", ">", ">=", "<", "<="});
  if (!symbol.empty()) return std::string(symbol);
  for (const char* word : {"LIKE", "ILIKE", "IN"}) {
    if (reader.take_word(word)) return word;
  }
  const std::size_t place = reader.place();
  if (reader.take_word("NOT")) {
    if (reader.take_word("IN")) return "NOT IN";
    reader.fail(place, "NOT IN");
  }
  if (reader.take_word("IS")) {
    const bool is_not = reader.take_word("NOT");
    if (reader.take_word("NULL")) return is_not ? "IS NOT NULL" : "IS NULL";
    reader.fail(place, "IS NULL or IS NOT NULL");
  }
  reader.fail(place,
              "a comparison: =, !=, >, >=, <, <=, LIKE, ILIKE, IN, NOT IN, IS NULL, IS NOT NULL");
}

/// The comparisons that MLflow makes with such a column.
std::vector<std::string_view> allowed(const RunColumn& column) {
  if (column.is_number()) return {"=", "!=", ">", ">=", "<", "<="};
  if (column.field == RunField::kDataset || column.key == "run_id") {
    return {"=", "!=", "LIKE", "ILIKE", "IN", "NOT IN"};
  }
  if (column.field == RunField::kAttribute) return {"=", "!=", "LIKE", "ILIKE"};
  return {"=", "!=", "LIKE", "ILIKE", "IS NULL", "IS NOT NULL"};
}

void read_list(QueryReader& reader, RunCondition& condition) {
  if (reader.take_symbol({"("}).empty()) reader.fail(reader.place(), "a list: ('a', 'b')");
  std::vector<std::string> texts;
  std::vector<std::string_view> raw;
  do {
    raw.push_back(reader.quoted_text());
    texts.push_back(unquoted(raw.back()));
  } while (!reader.take_symbol({","}).empty());
  if (reader.take_symbol({")"}).empty()) reader.fail(reader.place(), "\",\" or \")\"");
  condition.value_text = fmt::format("({})", fmt::join(raw, ", "));
  condition.value = std::move(texts);
}

void read_value(QueryReader& reader, RunCondition& condition) {
  if (condition.comparator.starts_with("IS ")) return;
  if (condition.comparator.ends_with("IN")) {
    read_list(reader, condition);
  } else if (condition.column.is_number()) {
    condition.value_text = reader.number();
    condition.value = to_double(condition.value_text);
  } else {
    condition.value_text = reader.quoted_text();
    condition.value = unquoted(condition.value_text);
  }
}

RunCondition read_condition(QueryReader& reader) {
  RunCondition condition{.column = reader.column()};
  const std::size_t place = reader.place();
  condition.comparator = comparator(reader);
  const std::vector<std::string_view> comparators = allowed(condition.column);
  if (std::ranges::find(comparators, condition.comparator) == comparators.end()) {
    reader.fail(place, fmt::format("one of {} after {}", fmt::join(comparators, ", "),
                                   condition.column.text()));
  }
  read_value(reader, condition);
  return condition;
}

template <class T>
bool compare(const T& value, const std::string& comparator, const T& other) {
  if (comparator == "=") return value == other;
  if (comparator == "!=") return value != other;
  if (comparator == ">") return value > other;
  if (comparator == ">=") return value >= other;
  if (comparator == "<") return value < other;
  return value <= other;
}

bool holds(const std::string& text, const RunCondition& condition) {
  if (const auto* list = std::get_if<std::vector<std::string>>(&condition.value)) {
    return (std::ranges::find(*list, text) != list->end()) == (condition.comparator == "IN");
  }
  const std::string& other = std::get<std::string>(condition.value);
  if (condition.comparator == "LIKE") return is_like(text, other, false);
  if (condition.comparator == "ILIKE") return is_like(text, other, true);
  return compare(text, condition.comparator, other);
}

bool any_dataset_holds(const TrackedRun& run, const RunCondition& condition) {
  const std::string& key = condition.column.key;
  return std::ranges::any_of(run.datasets, [&](const DatasetInput& dataset) {
    if (key == "context") return !dataset.context.empty() && holds(dataset.context, condition);
    return holds(key == "name" ? dataset.name : dataset.digest, condition);
  });
}

bool matches_one(const TrackedRun& run, const RunCondition& condition) {
  if (condition.column.field == RunField::kDataset) return any_dataset_holds(run, condition);
  const RunValue value = value_of(run, condition.column);
  const bool is_null = std::holds_alternative<std::monostate>(value);
  if (condition.comparator == "IS NULL") return is_null;
  if (condition.comparator == "IS NOT NULL") return !is_null;
  if (is_null) return false;
  if (const auto* number = std::get_if<double>(&value)) {
    return compare(*number, condition.comparator, std::get<double>(condition.value));
  }
  return holds(std::get<std::string>(value), condition);
}

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// Where the character ends that begins at `i`.
std::size_t next_character(std::string_view text, std::size_t i) {
  do ++i;
  while (i < text.size() && !begins_character(text[i]));
  return i;
}

}  // namespace

RunFilter::RunFilter(const std::string& text) {
  QueryReader reader("filter", text);
  if (reader.at_end()) return;
  conditions_.push_back(read_condition(reader));
  while (!reader.at_end()) {
    const std::size_t place = reader.place();
    if (!reader.take_word("AND")) reader.fail(place, "AND, or its end");
    conditions_.push_back(read_condition(reader));
  }
}

bool RunFilter::matches(const TrackedRun& run) const {
  return std::ranges::all_of(conditions_,
                             [&](const RunCondition& one) { return matches_one(run, one); });
}

std::string RunFilter::text() const {
  std::vector<std::string> texts;
  for (const auto& [column, comparator, value, value_text] : conditions_) {
    texts.push_back(fmt::format("{} {}{}{}", column.text(), comparator,
                                value_text.empty() ? "" : " ", value_text));
  }
  return fmt::format("{}", fmt::join(texts, " AND "));
}

bool is_like(std::string_view text, std::string_view pattern, bool ignore_case) {
  const auto same = [&](char a, char b) {
    return a == b || (ignore_case && std::tolower(static_cast<unsigned char>(a)) ==
                                         std::tolower(static_cast<unsigned char>(b)));
  };
  // After a mismatch, the last "%" takes one character more: time grows with the product of
  // lengths, whatever the pattern.
  std::size_t i = 0, p = 0, retry_i = 0, retry_p = std::string_view::npos;
  while (i < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      retry_p = ++p;
      retry_i = i;
    } else if (p < pattern.size() && pattern[p] == '_') {
      i = next_character(text, i);
      ++p;
    } else if (p < pattern.size() && same(text[i], pattern[p])) {
      ++i;
      ++p;
    } else if (retry_p != std::string_view::npos) {
      i = retry_i = next_character(text, retry_i);
      p = retry_p;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('%', p) == pattern.npos;
}

}  // namespace petseg
