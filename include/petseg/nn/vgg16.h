#pragma once

#include "petseg/nn/encoder.h"

namespace petseg {

/// VGG16 (Simonyan and Zisserman 2015) without batch norm, as in the original project: its taps are
/// what stands before each pooling, and the last pooling is left out. Its input is [−1, 1], as
/// there. Parameter names are torchvision's.
EncoderSpec vgg16();

}  // namespace petseg
