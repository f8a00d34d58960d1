#pragma once

#include "petseg/nn/encoder.h"

namespace petseg {

/// MobileNetV2 (Sandler et al. 2018) without its head. Parameter names are torchvision's.
EncoderSpec mobilenet_v2();

}  // namespace petseg
