#include "core/html_page.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/core/sha256.h"

#include "core/base64.h"
#include "core/json.h"

namespace petseg {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr PageFiles kFiles{.body = "<p id=\"place\"></p>"};

/// What stands between two texts, the first time that they follow each other.
std::string between(const std::string& page, const std::string& begin, const std::string& end) {
  const std::size_t from = page.find(begin);
  EXPECT_NE(from, std::string::npos) << begin;
  const std::size_t to = page.find(end, from + begin.size());
  EXPECT_NE(to, std::string::npos) << end;
  return page.substr(from + begin.size(), to - from - begin.size());
}

std::string data_of(const std::string& page) {
  return between(page, R"(<script id="data" type="application/json">)", "</script>");
}

std::string bytes_of_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

// RFC 4648, section 10.
TEST(Base64, EncodesTheVectorsOfItsRfc) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, EncodesBytesAbove127) { EXPECT_EQ(base64("\xff\xfe\xfd"), "//79"); }

TEST(HtmlPage, HoldsBodyStyleScriptAndData) {
  const std::string page = html_page(
      {.body = "<main></main>", .styles = {"p{color:red}"}, .scripts = {"let a = 1 < 2 && 3;"}},
      "Title", R"({"n":1})");
  EXPECT_THAT(page, testing::StartsWith("<!doctype html>\n"));
  EXPECT_THAT(page, HasSubstr("<title>Title</title>"));
  EXPECT_THAT(page, HasSubstr("\n<main></main>\n"));
  EXPECT_THAT(between(page, "<style>", "</style>"), testing::EndsWith("\np{color:red}"));
  EXPECT_THAT(page, HasSubstr("\nlet a = 1 < 2 && 3;</script>\n</body>"));
  EXPECT_EQ(data_of(page), R"({"n":1})");
}

TEST(HtmlPage, DataCannotEndItsElementAndMeansTheSame) {
  const std::string hostile =
      "</script><script>alert(1)</script><!-- <SCRIPT ]]> &lt; \u2028 \u2029 \u202a \" ' \\ "
      "@script@";
  const std::string page = html_page(kFiles, "Title", Json{{"name", hostile}}.dump());

  const std::string data = data_of(page);
  EXPECT_THAT(data, Not(HasSubstr("<")));
  EXPECT_THAT(data, Not(HasSubstr(">")));
  EXPECT_THAT(data, Not(HasSubstr("&")));
  EXPECT_THAT(data, Not(HasSubstr("\u2028")));
  EXPECT_THAT(data, Not(HasSubstr("\u2029")));
  EXPECT_EQ(Json::parse(data)["name"], hostile);
}

TEST(HtmlPage, ATitleIsText) {
  const std::string page = html_page(kFiles, R"(</title><b a="'">&amp; @data@)", "{}");
  EXPECT_THAT(page, HasSubstr("<title>&lt;/title&gt;&lt;b a=&quot;&#39;&quot;&gt;&amp;amp; "
                              "@data@</title>"));
  EXPECT_EQ(data_of(page), "{}");
}

TEST(HtmlPage, ItsPolicyAllowsNothingButItsOwnStyleAndScript) {
  const std::string page =
      html_page({.body = "", .styles = {"p{}"}, .scripts = {"let a;"}}, "Title", "{}");
  const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\">");
  const auto hash = [](const std::string& text) {
    return "'sha256-" + base64(bytes_of_hex(sha256(text))) + "'";
  };
  EXPECT_EQ(policy, "default-src 'none'; img-src data:; style-src " +
                        hash(between(page, "<style>", "</style>")) + "; script-src " +
                        hash(between(page, "\n<script>", "</script>")) +
                        "; base-uri 'none'; form-action 'none'");
}

TEST(HtmlPage, TheSameInputGivesTheSameBytes) {
  EXPECT_EQ(html_page(kFiles, "Title", "{}"), html_page(kFiles, "Title", "{}"));
}

TEST(HtmlPage, RefusesFilesThatWouldEndTheirElements) {
  for (const std::string_view bad : {"a</script>", "b</style>", "c<!-- d"}) {
    EXPECT_THROW(html_page({.body = "", .scripts = {bad}}, "", "{}"), std::invalid_argument);
    EXPECT_THROW(html_page({.body = "", .styles = {bad}}, "", "{}"), std::invalid_argument);
  }
}

}  // namespace
}  // namespace petseg
