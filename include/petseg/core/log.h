#pragma once

#include <spdlog/logger.h>

namespace petseg {

/// The one logger. Core and everything above it only ever logs; where the lines go is decided by
/// the executable (stderr). Messages start with their area: "[train] epoch 3 …".
spdlog::logger& log();

}  // namespace petseg
