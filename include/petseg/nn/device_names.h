#pragma once

#include <array>
#include <string_view>

namespace petseg {

/// Where a network computes, what choose_device() (nn/device.h) takes. "auto" is cuda where it is
/// there, else cpu.
inline constexpr std::array<std::string_view, 3> kDeviceNames{"auto", "cpu", "cuda"};

}  // namespace petseg
