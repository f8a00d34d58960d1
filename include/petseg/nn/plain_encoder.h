#pragma once

#include "petseg/nn/encoder.h"

namespace petseg {

/// The encoder of the first U-Net (Ronneberger, Fischer and Brox 2015) with batch norms, padded and
/// of half its width: five times DoubleConv, with max pooling between. It was trained on nothing.
EncoderSpec plain_encoder();

}  // namespace petseg
