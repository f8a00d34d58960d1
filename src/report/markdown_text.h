#pragma once

#include <string>

namespace petseg {

/// Text that no character of which is taken for Markdown or HTML, in one line.
std::string markdown_text(const std::string& text);

}  // namespace petseg
