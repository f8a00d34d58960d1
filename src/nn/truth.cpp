#include "nn/truth.h"

#include <torch/torch.h>

#include "petseg/core/classes.h"

namespace petseg {

Truth::Truth(const torch::Tensor& class_ids)
    : target(class_ids),
      ids(class_ids.unsqueeze(1).to(torch::kUInt8)),
      all_known(ids.max().item<std::uint8_t>() < kIgnoreLabel) {}

torch::Tensor weight_tensor(const std::vector<double>& weights, const torch::Tensor& like) {
  if (weights.empty()) return {};
  return torch::tensor(weights, torch::kFloat64).to(like.options());
}

}  // namespace petseg
