#include "petseg/nn/species_evidence.h"

#include <cmath>

#include <torch/torch.h>

namespace petseg {
namespace {

using torch::indexing::Slice;

// ImageNet-1k's domestic dogs are the classes 151–268, its domestic cats 281–285.
constexpr std::int64_t kFirstDog = 151, kEndDog = 269;
constexpr std::int64_t kFirstCat = 281, kEndCat = 286;
constexpr std::int64_t kEnd = 1000;

/// Log of the mean probability in one or more ranges of classes.
torch::Tensor log_mean(const torch::Tensor& log_probs, const std::vector<Slice>& ranges) {
  std::vector<torch::Tensor> parts;
  for (const Slice& range : ranges) parts.push_back(log_probs.index({"...", range}));
  const auto group = torch::cat(parts, -1);
  return group.logsumexp(-1, /*keepdim=*/true) - std::log(static_cast<double>(group.size(-1)));
}

/// [N, h, w, 1000] → [N, h, w, 3]: cat, dog, other.
torch::Tensor species_log_probs(const torch::Tensor& logits) {
  const auto log_probs = logits.to(torch::kFloat32).log_softmax(-1);
  return torch::cat(
      {log_mean(log_probs, {Slice(kFirstCat, kEndCat)}),
       log_mean(log_probs, {Slice(kFirstDog, kEndDog)}),
       log_mean(log_probs, {Slice(0, kFirstDog), Slice(kEndDog, kFirstCat), Slice(kEndCat, kEnd)})},
      -1);
}

}  // namespace

torch::Tensor species_evidence(const torch::Tensor& here, const torch::Tensor& overall) {
  const auto at_positions = species_log_probs(here);
  const auto of_photo = species_log_probs(overall).expand_as(at_positions);
  return torch::cat({at_positions, of_photo}, -1).clamp_min(-10).div(10).permute({0, 3, 1, 2});
}

torch::Tensor place_odds(const torch::Tensor& evidence) {
  const auto log_probs = evidence.to(torch::kFloat32) * 10;
  return log_probs.narrow(1, 0, 1) - log_probs.narrow(1, 1, 1);
}

torch::Tensor photo_odds(const torch::Tensor& evidence) {
  const auto log_probs = evidence.narrow(2, 0, 1).narrow(3, 0, 1).to(torch::kFloat32) * 10;
  return log_probs.narrow(1, 3, 1) - log_probs.narrow(1, 4, 1);
}

}  // namespace petseg
