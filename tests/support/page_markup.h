#pragma once

#include <string>

#include <gmock/gmock.h>

#include "core/json.h"

namespace petseg {

inline std::size_t count_of(const std::string& part, const std::string& text) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

/// What the scripts of a page find as `page`.
inline Json page_data(const std::string& html) {
  const std::string begin = R"(<script id="data" type="application/json">)";
  const std::size_t from = html.find(begin) + begin.size();
  return Json::parse(html.substr(from, html.find("</script>", from) - from));
}

/// That hostile text in its data gave a page no markup that the `plain` one lacks.
inline void expect_no_new_markup(const std::string& html, const std::string& plain) {
  EXPECT_THAT(html, testing::Not(testing::HasSubstr("<img src=x")));
  for (const char* tag : {"<script", "</script", "<!--", "<img"}) {
    EXPECT_EQ(count_of(tag, html), count_of(tag, plain)) << tag;
  }
}

}  // namespace petseg
