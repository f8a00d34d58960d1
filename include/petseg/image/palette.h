#pragma once

#include <array>
#include <cstdint>

#include "petseg/core/classes.h"

namespace petseg {

/// An 8-bit sRGB colour.
struct Colour {
  std::uint8_t red, green, blue;
  friend constexpr bool operator==(Colour, Colour) = default;
};

/// The one look of all pictures. The saturated colours are those of Okabe and Ito (2008, "Color
/// Universal Design"), which stay apart for colour-blind readers; the dog's blue lies between their
/// two, so that it shows on dark fur and on paper.
inline constexpr std::array<Colour, kNumClasses> kClassColours{
    Colour{150, 155, 163}, Colour{230, 159, 0}, Colour{24, 130, 214}};

inline constexpr Colour kIgnoredColour{168, 174, 184};  ///< stripes where the truth is not known

/// What can happen to a pixel that is pet in the truth or in the prediction.
inline constexpr Colour kRightColour{128, 206, 185};    ///< pale, so that errors catch the eye
inline constexpr Colour kSwappedColour{204, 121, 167};  ///< pet found, of the other species
inline constexpr Colour kMissedColour{213, 94, 0};      ///< pet taken for background
inline constexpr Colour kInventedColour{240, 228, 66};  ///< background taken for pet

inline constexpr Colour kPaper{255, 255, 255};
inline constexpr Colour kCard{243, 244, 246};     ///< behind photos, empty part of a bar
inline constexpr Colour kGrid{222, 225, 230};     ///< grid lines
inline constexpr Colour kMutedInk{98, 105, 117};  ///< labels, ticks
inline constexpr Colour kInk{28, 32, 40};         ///< titles, values

}  // namespace petseg
