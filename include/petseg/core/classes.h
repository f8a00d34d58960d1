#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace petseg {

/// The classes of every mask and of the network's output channels, in this order.
enum ClassId : std::uint8_t { kBackground = 0, kCat = 1, kDog = 2 };

inline constexpr int kNumClasses = 3;
inline constexpr std::array<std::string_view, kNumClasses> kClassNames{"background", "cat", "dog"};

}  // namespace petseg
