#pragma once

#include <filesystem>

#include <torch/nn/module.h>

namespace petseg {

/// Keeps the weights of every n-th epoch as `folder`/epoch-0012.safetensors, for looking back; of
/// these the newest three. Does nothing in other epochs, or when `every` is 0.
void save_snapshot(const std::filesystem::path& folder, int epoch, int every,
                   const torch::nn::Module& net);

}  // namespace petseg
