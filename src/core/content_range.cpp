#include "core/content_range.h"

#include <charconv>

namespace petseg {
namespace {

/// Takes a number off the front.
bool take_number(std::string_view& text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take(std::string_view& text, std::string_view token) {
  if (!text.starts_with(token)) return false;
  text.remove_prefix(token.size());
  return true;
}

}  // namespace

std::optional<ContentRange> parse_content_range(std::string_view text) {
  ContentRange range;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t total = 0;
  if (!take(text, "bytes ")) return {};
  if (!take(text, "*")) {
    if (!take_number(text, first) || !take(text, "-") || !take_number(text, last)) return {};
    range.first = first;
  }
  if (!take(text, "/")) return {};
  if (!take(text, "*")) {
    if (!take_number(text, total)) return {};
    range.total = total;
  }
  const bool contradicts = first > last || (range.first && range.total && last >= total);
  if (!text.empty() || contradicts) return {};
  return range;
}

}  // namespace petseg
