#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace petseg {

/// The classes of every mask and of the network's output channels, in this order.
enum ClassId : std::uint8_t { kBackground = 0, kCat = 1, kDog = 2 };

inline constexpr int kNumClasses = 3;
inline constexpr std::array<std::string_view, kNumClasses> kClassNames{"background", "cat", "dog"};

/// A mask's value where the truth is not known (PASCAL VOC's "void"): such pixels are neither
/// learnt from nor scored.
inline constexpr std::uint8_t kIgnoreLabel = 255;

/// What a photo shows.
enum class Species { kCat, kDog, kBoth };
inline constexpr std::array<std::string_view, 3> kSpeciesNames{"cat", "dog", "cat_and_dog"};
constexpr std::string_view species_name(Species species) {
  return kSpeciesNames[static_cast<std::size_t>(species)];
}

}  // namespace petseg
