#pragma once

#include <string>
#include <string_view>

#include <opencv2/core/mat.hpp>

#include "petseg/image/palette.h"

namespace petseg {

struct TextStyle {
  double size = 15;  ///< font size in pixels; capitals are 0.7 of it high
  Colour colour = kInk;
  bool bold = false;
};

enum class Align { kLeft, kCentre, kRight };

/// UTF-8 → the ASCII that the built-in stroke font can draw: letters lose their accents, dashes and
/// quotes become plain ones, any other character (or broken byte) becomes one '?'.
std::string plain_text(std::string_view text);

/// "0.912"; "–" for a score that has no value (not a number).
std::string score_text(double score, int decimals = 3);

/// "3.4 %" of a rate in [0, 1]; "–" when it has no value.
std::string percent_text(double rate);

/// The width in pixels that `draw_text` will use.
double text_width(std::string_view text, const TextStyle& style);

/// The text, or its start and end around ".." where it is wider than `width` pixels: names of
/// photos differ at the end.
std::string fit_text(std::string_view text, const TextStyle& style, double width);

/// Writes one line. `anchor` is the left end, the middle or the right end of its baseline.
void draw_text(cv::Mat& canvas, std::string_view text, cv::Point2d anchor, const TextStyle& style,
               Align align = Align::kLeft);

/// The same with `anchor` at half the height of the capitals: text beside a bar or a dot.
void draw_text_centred(cv::Mat& canvas, std::string_view text, cv::Point2d anchor,
                       const TextStyle& style, Align align = Align::kLeft);

}  // namespace petseg
