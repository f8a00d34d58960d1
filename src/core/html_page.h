#pragma once

// What is written for people to look at in a browser: src/core/page/ holds what all pages share.

#include <string>
#include <string_view>
#include <vector>

namespace petseg {

/// The files of one kind of page, which petseg_embed() (cmake/Embed.cmake) puts into the program.
/// They are ours and trusted.
struct PageFiles {
  std::string_view body;                  ///< HTML that the scripts fill with the data
  std::vector<std::string_view> styles;   ///< after the style that all pages share
  std::vector<std::string_view> scripts;  ///< after the script that all pages share, in one scope
};

/// One self-contained HTML page: style, script and data stand inline, and its
/// Content-Security-Policy lets nothing be loaded and no other script run. The data is JSON that
/// the scripts find parsed as `page`. It may hold any text; title and data cannot leave their
/// places whatever they hold. The same input gives the same bytes. Throws std::invalid_argument
/// when a style or script holds what would end it early.
std::string html_page(const PageFiles& files, std::string_view title, std::string_view json);

}  // namespace petseg
