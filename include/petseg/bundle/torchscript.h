#pragma once

#include <filesystem>

#include "petseg/bundle/bundle.h"

namespace petseg {

/// Writes the net as TorchScript, for Python and any LibTorch: photos, float32 RGB of 0 to 255
/// [N, 3, H, W], H and W multiples of 32 → float32 logits [N, kNumClasses, H, W], those of the net
/// in eval mode. Normalisation and the second look of the species classifier are inside; bringing a
/// photo to its size and zooming in (bundle/predictor.h) are not.
void save_torchscript(const Bundle& bundle, const std::filesystem::path& file);

}  // namespace petseg
