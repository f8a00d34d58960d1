#include "petseg/image/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include <opencv2/imgproc.hpp>

#include "image/coverage.h"

namespace petseg {
namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr double kCapHeight = 0.7;      // of the font size
constexpr double kFontUnits = 21;       // height of a capital in the font's own units
constexpr double kTracking = -0.9;      // units: the font was made for plotters and is set too wide
constexpr double kHyphen = 10;          // units of its stroke; the font draws a minus
constexpr double kHyphenRise = 8.5;     // units above the baseline
constexpr double kUnderscoreShift = 2;  // units: it reaches under the letter before it
constexpr double kBlank = 11;  // units of a space, which the font makes as wide as a letter

// The letters of U+00C0 … U+00FF and U+0100 … U+017F without their marks.
constexpr std::string_view kLatin1 =
    "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";
constexpr std::string_view kLatinExtendedA =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOo"
    "RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
static_assert(kLatin1.size() == 64 && kLatinExtendedA.size() == 128);

/// What stands for a character that is not printable ASCII.
std::string_view substitute(std::uint32_t code) {
  if (code >= 0xc0 && code <= 0xff) return kLatin1.substr(code - 0xc0, 1);
  if (code >= 0x100 && code <= 0x17f) return kLatinExtendedA.substr(code - 0x100, 1);
  if (code >= 0x300 && code <= 0x36f) return "";  // a mark of its own after the letter
  if (code >= 0x2010 && code <= 0x2015) return "-";
  if (code == 0x2018 || code == 0x2019) return "'";
  if (code == 0x201c || code == 0x201d) return "\"";
  if (code == 0x2026) return "..";
  if (code == '\t' || code == '\n' || code == 0xa0 || code == 0x202f) return " ";
  return "?";
}

/// The code point at `position`, which moves behind it; 0 for a byte that is not UTF-8.
std::uint32_t next_code(std::string_view text, std::size_t& position) {
  const auto lead = static_cast<unsigned char>(text[position++]);
  if (lead < 0x80) return lead;
  const int following = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
  if (following == 0 || lead >= 0xf8) return 0;
  std::uint32_t code = lead & (0x3fu >> following);
  for (std::size_t i = 0; i < static_cast<std::size_t>(following); ++i) {
    if (position + i >= text.size()) return 0;
    const auto byte = static_cast<unsigned char>(text[position + i]);
    if ((byte & 0xc0) != 0x80) return 0;
    code = code << 6 | (byte & 0x3fu);
  }
  position += static_cast<std::size_t>(following);
  return code;
}

/// Widths of the printable ASCII characters in font units.
const std::array<double, 95>& advances() {
  static const std::array<double, 95> widths = [] {
    std::array<double, 95> result{};
    for (std::size_t i = 0; i < result.size(); ++i) {
      const std::string letter(1, static_cast<char>(' ' + i));
      int baseline = 0;
      result[i] = cv::getTextSize(letter, kFont, 1.0, 1, &baseline).width - 1 + kTracking;
    }
    result[0] = kBlank;
    result['-' - ' '] = kHyphen + 7;
    result['_' - ' '] += 2 * kUnderscoreShift;
    return result;
  }();
  return widths;
}

double advance(char letter) { return advances()[static_cast<std::size_t>(letter - ' ')]; }

double pixels_per_unit(const TextStyle& style) { return style.size * kCapHeight / kFontUnits; }

double plain_width(std::string_view plain, const TextStyle& style) {
  double units = 0;
  for (const char letter : plain) units += advance(letter);
  return units * pixels_per_unit(style);
}

void draw_letter(Coverage& coverage, char letter, cv::Point2d origin, const TextStyle& style) {
  const double unit = pixels_per_unit(style);
  const double weight = style.size * (style.bold ? 0.13 : 0.085);
  const int stroke = std::max(1, cvRound(weight * Coverage::kScale));
  if (letter == '-') {
    const cv::Point2d left = origin + cv::Point2d(3.5, -kHyphenRise) * unit;
    cv::line(coverage.mask, coverage.at(left), coverage.at(left + cv::Point2d(kHyphen * unit, 0)),
             cv::Scalar(255), stroke, cv::LINE_AA);
    return;
  }
  if (letter == '_') origin.x += kUnderscoreShift * unit;
  cv::putText(coverage.mask, std::string(1, letter), coverage.at(origin), kFont,
              unit * Coverage::kScale, cv::Scalar(255), stroke, cv::LINE_AA);
}

}  // namespace

std::string plain_text(std::string_view text) {
  std::string plain;
  for (std::size_t position = 0; position < text.size();) {
    const std::uint32_t code = next_code(text, position);
    if (code >= ' ' && code <= '~')
      plain += static_cast<char>(code);
    else
      plain += substitute(code);
  }
  return plain;
}

std::string score_text(double score, int decimals) {
  if (std::isnan(score)) return "–";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, score);
  return text.data();
}

std::string percent_text(double rate) {
  return std::isnan(rate) ? "–" : score_text(100 * rate, 1) + " %";
}

double text_width(std::string_view text, const TextStyle& style) {
  return plain_width(plain_text(text), style);
}

std::string fit_text(std::string_view text, const TextStyle& style, double width) {
  const std::string plain = plain_text(text);
  if (plain_width(plain, style) <= width) return plain;
  for (std::size_t kept = plain.size(); kept-- > 2;) {
    const std::size_t tail = kept / 2;
    std::string shorter = plain.substr(0, kept - tail) + ".." + plain.substr(plain.size() - tail);
    if (plain_width(shorter, style) <= width) return shorter;
  }
  return "";
}

void draw_text(cv::Mat& canvas, std::string_view text, cv::Point2d anchor, const TextStyle& style,
               Align align) {
  const std::string plain = plain_text(text);
  if (plain.empty()) return;
  const double width = plain_width(plain, style);
  if (align == Align::kCentre) anchor.x -= width / 2;
  if (align == Align::kRight) anchor.x -= width;

  Coverage coverage({anchor.x - style.size, anchor.y - 1.2 * style.size, width + 2 * style.size,
                     1.8 * style.size});
  const double unit = pixels_per_unit(style);
  for (const char letter : plain) {
    draw_letter(coverage, letter, anchor, style);
    anchor.x += advance(letter) * unit;
  }
  coverage.blend(canvas, style.colour);
}

void draw_text_centred(cv::Mat& canvas, std::string_view text, cv::Point2d anchor,
                       const TextStyle& style, Align align) {
  draw_text(canvas, text, {anchor.x, anchor.y + style.size * kCapHeight / 2}, style, align);
}

}  // namespace petseg
