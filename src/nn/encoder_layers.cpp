#include "petseg/nn/encoder_layers.h"

#include <torch/torch.h>

#include "petseg/nn/layers.h"

namespace petseg {

std::vector<std::vector<torch::Tensor>> encoder_layers(const torch::nn::Module& encoder) {
  std::vector<std::vector<torch::Tensor>> layers;
  for (const auto& module : encoder.modules(/*include_self=*/false)) {
    if (module->as<torch::nn::Conv2dImpl>() != nullptr) layers.emplace_back();
    const bool has_own = !module->parameters(/*recurse=*/false).empty();
    if (has_own) append_parameters(layers.back(), *module);
  }
  return layers;
}

}  // namespace petseg
