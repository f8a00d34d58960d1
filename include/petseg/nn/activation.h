#pragma once

namespace petseg {

/// What follows a convolution.
enum class Activation { kNone, kRelu, kRelu6 };

}  // namespace petseg
