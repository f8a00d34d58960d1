#pragma once

#include "petseg/train/setup.h"

namespace petseg {

/// Whether what a setup says of the encoder's layers and stages that learn can be: tune_layers,
/// unfreeze_epochs. Throws ConfigError.
void check_fine_tuning(const Setup& setup);

}  // namespace petseg
