#include "tracking/query_reader.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <span>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"

namespace petseg {
namespace {

constexpr std::string_view kIdentifierQuotes = "`\"";

using Field = std::pair<std::string_view, RunField>;
constexpr std::array<Field, 14> kFields{{{"metrics", RunField::kMetric},
                                         {"metric", RunField::kMetric},
                                         {"params", RunField::kParam},
                                         {"param", RunField::kParam},
                                         {"parameters", RunField::kParam},
                                         {"parameter", RunField::kParam},
                                         {"tags", RunField::kTag},
                                         {"tag", RunField::kTag},
                                         {"attributes", RunField::kAttribute},
                                         {"attribute", RunField::kAttribute},
                                         {"attr", RunField::kAttribute},
                                         {"run", RunField::kAttribute},
                                         {"datasets", RunField::kDataset},
                                         {"dataset", RunField::kDataset}}};

constexpr std::array<std::string_view, 7> kAttributes{
    "run_id", "run_name", "user_id", "status", "start_time", "end_time", "artifact_uri"};
constexpr std::array<std::string_view, 3> kDatasetKeys{"name", "digest", "context"};

bool is_word_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0 ||
         std::string_view("_./:-").find(c) != std::string_view::npos;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::toupper(x) == std::toupper(y); });
}

/// Names that MLflow's pages once used.
std::string without_alias(const std::string& key) {
  if (key == "created" || key == "Created") return "start_time";
  if (key == "run name" || key == "Run name" || key == "Run Name") return "run_name";
  return key;
}

}  // namespace

std::size_t QueryReader::place() {
  while (position_ < text_.size() &&
         std::isspace(static_cast<unsigned char>(text_[position_])) != 0) {
    ++position_;
  }
  return position_;
}

bool QueryReader::at_end() { return place() == text_.size(); }

bool QueryReader::next_is(std::string_view characters) const {
  return position_ < text_.size() && characters.find(text_[position_]) != characters.npos;
}

std::string_view QueryReader::word() {
  const std::string_view here = rest();
  const auto* const end = std::ranges::find_if_not(here, is_word_character);
  const std::string_view word = here.substr(0, static_cast<std::size_t>(end - here.begin()));
  position_ += word.size();
  return word;
}

bool QueryReader::take_word(std::string_view expected) {
  const std::size_t begin = place();
  if (same_word(word(), expected)) return true;
  position_ = begin;
  return false;
}

std::string_view QueryReader::take_symbol(std::initializer_list<std::string_view> symbols) {
  place();
  std::string_view longest;
  for (const std::string_view symbol : symbols) {
    if (rest().starts_with(symbol) && symbol.size() > longest.size()) longest = symbol;
  }
  position_ += longest.size();
  return longest;
}

std::string_view QueryReader::quoted(std::string_view quotes) {
  const std::size_t begin = place();
  if (!next_is(quotes)) fail(begin, "a quote");
  const std::size_t end = text_.find(text_[begin], begin + 1);
  if (end == text_.npos) fail(begin, "a second quote");
  position_ = end + 1;
  return text_.substr(begin, position_ - begin);
}

std::string_view QueryReader::quoted_text() {
  const std::size_t begin = place();
  if (!next_is("'\"")) fail(begin, "a text in quotes");
  return quoted("'\"");
}

std::string_view QueryReader::number() {
  const std::size_t begin = place();
  const std::string_view text = word();
  double ignored = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, ignored);
  const bool has_digits = text.find_first_of("0123456789") != text.npos;  // not "nan", not "inf"
  if (failure != std::errc() || stop != end || !has_digits) fail(begin, "a number");
  return text;
}

std::string QueryReader::key_in_quotes() {
  const std::string_view text = quoted(kIdentifierQuotes);
  return std::string(text.substr(1, text.size() - 2));
}

std::pair<std::string, std::string> QueryReader::dotted_name() {
  std::string key;
  if (next_is(kIdentifierQuotes)) {
    key = key_in_quotes();
    if (!next_is(".")) return {"", key};
    ++position_;
    key += '.';
  } else {
    key = word();
  }
  const std::size_t dot = key.find('.');
  if (dot == key.npos) return {"", key};
  std::string field = key.substr(0, dot);
  key.erase(0, dot + 1);
  if (key.empty()) key = next_is(kIdentifierQuotes) ? key_in_quotes() : word();
  return {field, key};
}

RunColumn QueryReader::column() {
  const std::size_t begin = place();
  const auto [field, key] = dotted_name();
  if (key.empty()) fail(begin, "a name such as metrics.`test/miou`, params.model or status");
  RunColumn column{.key = key};
  if (!field.empty()) {
    const auto* const known = std::ranges::find(kFields, field, &Field::first);
    if (known == kFields.end()) {
      fail(begin, "metrics., params., tags., attributes. or datasets. before a name");
    }
    column.field = known->second;
  }
  const auto check = [&](std::span<const std::string_view> keys, std::string_view owner) {
    if (std::ranges::find(keys, column.key) != keys.end()) return;
    fail(begin, fmt::format("an attribute of {} ({}){}; a metric is written metrics.name", owner,
                            quoted_list(keys), did_you_mean(column.key, keys)));
  };
  if (column.field == RunField::kAttribute) {
    column.key = without_alias(key);
    check(kAttributes, "a run");
  }
  if (column.field == RunField::kDataset) check(kDatasetKeys, "a data set");
  return column;
}

void QueryReader::fail(std::size_t place, std::string_view expected) const {
  const std::string_view found = text_.substr(place, 24);
  throw ConfigError(fmt::format("{} {:?}: at character {}, found {}, expected {}", kind_, text_,
                                place + 1, found.empty() ? "its end" : fmt::format("{:?}", found),
                                expected));
}

}  // namespace petseg
