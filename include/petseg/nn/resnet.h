#pragma once

#include "petseg/nn/encoder.h"

namespace petseg {

/// Residual networks of 18 and 34 layers (He et al. 2016). Parameter names are torchvision's.
EncoderSpec resnet18();
EncoderSpec resnet34();

}  // namespace petseg
