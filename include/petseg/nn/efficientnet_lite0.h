#pragma once

#include "petseg/nn/encoder.h"

namespace petseg {

/// EfficientNet-Lite0 (Tan and Le 2019; the Lite variant: ReLU6, no squeeze-and-excitation), as far
/// as segmentation needs it. Parameter names are those of the published file.
EncoderSpec efficientnet_lite0();

}  // namespace petseg
