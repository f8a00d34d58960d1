#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "petseg/image/palette.h"

namespace petseg {

// PNG by libpng itself, with the pixels and bytes of OpenCV's codec, which cannot read the indices
// of a palette nor write them.

/// Decodes to 8-bit RGB [H, W, 3]; opacity is dropped. Empty where libpng cannot go on.
cv::Mat read_png(std::string_view bytes);

/// Decodes grey levels or palette indices of at most 8 bits as they are stored, never scaled.
cv::Mat read_png_values(std::string_view bytes);

/// An entry of a palette.
struct PngColour {
  Colour colour;
  std::uint8_t opacity = 255;
};

/// PNG of an 8-bit RGB or grey image. With a palette, of at most 256 colours, grey levels are
/// indices.
std::string write_png(const cv::Mat& image, const std::vector<PngColour>& palette = {});

}  // namespace petseg
