#pragma once

#include <array>
#include <string>
#include <string_view>

namespace petseg {

/// What OptimiserOptions::name may be.
inline constexpr std::array<std::string_view, 3> kOptimiserNames{"AdamW", "Adam", "SGD"};

struct OptimiserOptions {
  /// AdamW (Loshchilov and Hutter 2019) or Adam (Kingma and Ba 2015), with β = (0.9, 0.999) and
  /// ε = 1e-8, or SGD.
  std::string name = "AdamW";
  double weight_decay = 0.01;  ///< AdamW: decoupled; otherwise added to the gradient, as L2
  double momentum = 0.9;       ///< of SGD
  bool nesterov = false;       ///< of SGD
};

}  // namespace petseg
