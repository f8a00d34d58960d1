#include "report/markdown_text.h"

#include <string_view>

namespace petseg {

std::string markdown_text(const std::string& text) {
  constexpr std::string_view kSpecial = R"(\`*_{}[]()<>#+-.!|~&@)";
  std::string escaped;
  for (const char character : text) {
    if (character == '\n' || character == '\r') {
      escaped += ' ';
      continue;
    }
    if (kSpecial.find(character) != std::string_view::npos) escaped += '\\';
    escaped += character;
  }
  return escaped;
}

}  // namespace petseg
