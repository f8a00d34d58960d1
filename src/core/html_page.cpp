#include "core/html_page.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <stdexcept>

#include <openssl/evp.h>

#include "core/base64.h"

namespace petseg {
namespace embedded {
extern const std::string_view page_html, page_css, page_js;
}  // namespace embedded

namespace {

/// Text as it may stand in an element or in a quoted attribute.
std::string html_text(std::string_view text) {
  std::string escaped;
  for (const char character : text) {
    switch (character) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      default: escaped += character;
    }
  }
  return escaped;
}

constexpr std::array<std::string_view, 5> kSeparators{"<", ">", "&", "\u2028", "\u2029"};
constexpr std::array<std::string_view, 5> kEscapes{"\\u003c", "\\u003e", "\\u0026", "\\u2028",
                                                   "\\u2029"};

/// JSON that an HTML parser takes for nothing but text. These characters stand in strings only, so
/// their escapes mean the same. U+2028 and U+2029 end a line in older JavaScript.
std::string inert_json(std::string_view json) {
  // They are rare, and pages hold megabytes: find() passes over 16 bytes and more at once.
  std::array<std::size_t, kSeparators.size()> next{};
  for (std::size_t i = 0; i < next.size(); ++i) next[i] = json.find(kSeparators[i]);
  std::string escaped;
  escaped.reserve(json.size());
  for (std::size_t copied = 0;;) {
    const auto first = std::ranges::min_element(next);
    if (*first == std::string_view::npos) return escaped.append(json, copied);
    const auto i = static_cast<std::size_t>(first - next.begin());
    escaped.append(json, copied, *first - copied).append(kEscapes[i]);
    copied = *first + kSeparators[i].size();
    *first = json.find(kSeparators[i], copied);
  }
}

std::string joined(std::string_view common, const std::vector<std::string_view>& files) {
  std::string text(common);
  for (const std::string_view file : files) text.append("\n").append(file);
  for (const std::string_view end : {"</script", "</style", "<!--"}) {
    if (text.find(end) != std::string::npos) {
      throw std::invalid_argument("html_page: a style or script holds " + std::string(end));
    }
  }
  return text;
}

/// A source expression of a Content-Security-Policy that allows exactly this text.
std::string policy_hash(std::string_view text) {
  std::array<unsigned char, 32> hash{};
  if (EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("html_page: SHA-256 failed");
  }
  return "'sha256-" + base64(std::string(hash.begin(), hash.end())) + "'";
}

/// Puts the values into the places `@name@` of the template. A value is not searched for places.
std::string filled(std::string_view text,
                   const std::map<std::string_view, std::string_view>& values) {
  std::size_t size = text.size();
  for (const auto& [name, value] : values) size += value.size();
  std::string page;
  page.reserve(size);
  while (true) {
    const std::size_t begin = text.find('@');
    page += text.substr(0, begin);
    if (begin == std::string_view::npos) return page;
    const std::size_t end = text.find('@', begin + 1);
    page += values.at(text.substr(begin + 1, end - begin - 1));
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string html_page(const PageFiles& files, std::string_view title, std::string_view json) {
  const std::string style = joined(embedded::page_css, files.styles);
  const std::string script = joined(embedded::page_js, files.scripts);
  const std::string policy = "default-src 'none'; img-src data:; style-src " + policy_hash(style) +
                             "; script-src " + policy_hash(script) +
                             "; base-uri 'none'; form-action 'none'";
  const std::string safe_title = html_text(title);
  const std::string data = inert_json(json);
  return filled(embedded::page_html, {{"title", safe_title},
                                      {"policy", policy},
                                      {"style", style},
                                      {"body", files.body},
                                      {"data", data},
                                      {"script", script}});
}

}  // namespace petseg
