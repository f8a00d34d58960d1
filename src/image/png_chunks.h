#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "petseg/image/palette.h"

namespace petseg {

/// What is wrong with a PNG file as far as its chunks show it (PNG specification, section 5):
/// truncated, or damaged by their checksums. Empty when it is sound. Checked before libpng sees the
/// file, which would print what it finds to stderr.
std::string png_fault(std::string_view bytes);

/// How the pixels of a sound PNG are stored.
struct PngHeader {
  int bit_depth = 0;
  bool is_grey = false;     ///< one grey channel
  bool is_palette = false;  ///< one channel of indices
};
PngHeader png_header(std::string_view bytes);

/// The same file with its palette forgotten, so that a decoder yields the stored indices as grey
/// levels in place of the colours.
std::string without_palette(std::string_view bytes);

/// An entry of a palette.
struct PngColour {
  Colour colour;
  std::uint8_t opacity = 255;
};

/// The other way round: a sound 8-bit grey PNG, its grey levels taken as indices of a palette of at
/// most 256 colours.
std::string with_palette(std::string_view grey, const std::vector<PngColour>& palette);

}  // namespace petseg
