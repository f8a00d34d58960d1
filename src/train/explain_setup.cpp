#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/train/setup_help.h"

#include "core/option_json.h"
#include "train/setup_sections.h"

namespace petseg {
namespace {

constexpr std::size_t kWidth = 92;
constexpr std::string_view kIndent = "      ";

constexpr std::string_view kIntroduction =
    "A setup.json says what petseg train does. Every key may be left out; one that is not known is "
    "refused. Comments begin with //, and \"$schema\" may name what petseg train --schema prints, "
    "for editors. What is said on the command line goes before the file. Below, each key stands "
    "with its default, and with that of the models that have another: VGG16-Unet is the original "
    "project's, and is trained as that trains it.";

/// Characters, not bytes, of UTF-8.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Lines of at most kWidth characters, broken at spaces; `first` comes before the first of them,
/// `indent` before the others.
std::string wrapped(std::string_view text, std::string_view first, std::string_view indent) {
  std::string lines;
  std::string line(first);
  bool is_empty = true;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (!is_empty && width_of(line) + 1 + width_of(word) > kWidth) {
      lines += line + "\n";
      line = indent;
      is_empty = true;
    }
    if (!is_empty) line += ' ';
    line += word;
    is_empty = false;
  }
  return lines + line + "\n";
}

/// "0 to 1", "above 0", "1 or more".
std::string range_text(const Range& range) {
  const Json low = plain_number(range.low);
  const Json high = plain_number(range.high);
  if (std::isinf(range.high)) {
    return range.above_low ? fmt::format("above {}", low.dump())
                           : fmt::format("{} or more", low.dump());
  }
  return fmt::format(fmt::runtime(range.above_low ? "above {}, up to {}" : "{} to {}"), low.dump(),
                     high.dump());
}

struct AllowedText {
  bool is_list;
  std::string kind;

  std::string operator()(std::monostate) const { return kind; }
  std::string operator()(const Range& range) const {
    return fmt::format("{}, {}{}", kind, is_list ? "each " : "", range_text(range));
  }
  std::string operator()(const Choices& choices) const {
    return fmt::format("{} {}", is_list ? "any of" : "one of", quoted_list(choices));
  }
};

std::string allowed_text(const Option<Setup>& option) {
  return std::visit(
      [&]<class T>(const Option<Setup>::Of<T>&) {
        const bool is_list = std::is_same_v<T, std::vector<int>> ||
                             std::is_same_v<T, std::vector<std::string>> ||
                             std::is_same_v<T, NumbersOrAuto>;
        return std::visit(AllowedText{is_list, expected_kind<T>(Json())}, option.allowed);
      },
      option.field);
}

std::string explain(const Option<Setup>& option) {
  const std::string others = other_defaults_of(option);
  const std::string head =
      fmt::format("{} = {}  ({})", key_of(option), default_of(option).dump(), allowed_text(option));
  return wrapped(head, "  ", kIndent) + (others.empty() ? "" : wrapped(others, kIndent, kIndent)) +
         wrapped(option.meaning, kIndent, kIndent);
}

}  // namespace

std::string explain_setup() {
  std::string text = wrapped(kIntroduction, "", "");
  for (const SetupSection& section : kSetupSections) {
    text += fmt::format("\n\"{}\": {}\n", section.name, section.holds);
    for (const Option<Setup>& option : options_of(section)) text += "\n" + explain(option);
  }
  return text;
}

}  // namespace petseg
