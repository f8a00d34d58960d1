#pragma once

#include <string>
#include <string_view>

namespace petseg {

/// What is wrong with a PNG file as far as its chunks show it (PNG specification, section 5):
/// truncated, or damaged by their checksums. Empty when it is sound. Checked before libpng sees the
/// file, which says less of what it finds.
std::string png_fault(std::string_view bytes);

/// How the pixels of a sound PNG are stored.
struct PngHeader {
  int bit_depth = 0;
  bool is_grey = false;     ///< one grey channel
  bool is_palette = false;  ///< one channel of indices
};
PngHeader png_header(std::string_view bytes);

}  // namespace petseg
