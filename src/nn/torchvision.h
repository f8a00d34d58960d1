#pragma once

#include <array>

namespace petseg {

/// With which torchvision's ImageNet weights were trained, of RGB in 0–255.
inline constexpr std::array<double, 3> kTorchvisionMean{0.485 * 255, 0.456 * 255, 0.406 * 255};
inline constexpr std::array<double, 3> kTorchvisionStd{0.229 * 255, 0.224 * 255, 0.225 * 255};

}  // namespace petseg
