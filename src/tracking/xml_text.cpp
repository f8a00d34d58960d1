#include "tracking/xml_text.h"

#include <optional>
#include <utility>

namespace petseg {
namespace {

/// The first element at or behind `from`, which moves behind it.
std::optional<std::string_view> next_element(std::string_view xml, std::string_view name,
                                             std::size_t& from) {
  const std::string open = "<" + std::string(name), close = "</" + std::string(name) + ">";
  while ((from = xml.find(open, from)) != xml.npos) {
    from += open.size();
    const std::size_t end_of_tag = xml.find('>', from);
    if (end_of_tag == xml.npos) break;
    const char next = xml[from];
    if (next != '>' && next != ' ') continue;  // a longer name, or <name/>
    const std::size_t begin = end_of_tag + 1, end = xml.find(close, begin);
    if (end == xml.npos) break;
    from = end + close.size();
    return xml.substr(begin, end - begin);
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string_view> xml_elements(std::string_view xml, std::string_view name) {
  std::vector<std::string_view> elements;
  std::size_t place = 0;
  while (const auto element = next_element(xml, name, place)) elements.push_back(*element);
  return elements;
}

std::string xml_text(std::string_view xml, std::string_view name) {
  static constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}};
  std::size_t place = 0;
  const std::string_view raw = next_element(xml, name, place).value_or("");
  std::string text;
  for (std::size_t i = 0; i < raw.size();) {
    std::string_view piece = raw.substr(i, 1);
    char c = raw[i];
    for (const auto& [entity, meaning] : kEntities) {
      if (!raw.substr(i).starts_with(entity)) continue;
      piece = entity;
      c = meaning;
    }
    text += c;
    i += piece.size();
  }
  return text;
}

}  // namespace petseg
