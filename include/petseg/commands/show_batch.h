#pragma once

#include <filesystem>

#include "petseg/commands/train.h"

namespace petseg {

/// Writes a PNG of the first samples, up to 16, on which train() would train with these options, as
/// the network sees them: cut, augmented, and back from their normalised values. Needs no weights
/// and leaves no run folder.
void show_batch(const TrainOptions& options, const std::filesystem::path& png);

}  // namespace petseg
