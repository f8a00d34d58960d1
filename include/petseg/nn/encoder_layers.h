#pragma once

#include <vector>

#include <torch/nn/module.h>

namespace petseg {

/// The parameters of an encoder's layers, in the order in which they compute: a layer is a
/// convolution with the batch norm behind it. As many as ModelDefaults::encoder_layers.
std::vector<std::vector<torch::Tensor>> encoder_layers(const torch::nn::Module& encoder);

}  // namespace petseg
