#include "nn/region_loss.h"

#include <torch/torch.h>

#include "petseg/core/classes.h"

namespace petseg {
namespace {

/// Below it a loss is rounding, whose powers would have endless gradients.
constexpr double kSmallestLoss = 1e-6;

/// How well each class was found, [C], 1 being best.
torch::Tensor indices(LossKind kind, const RegionSums& sums, const LossOptions& options) {
  const auto& [overlap, predicted, actual] = sums;
  if (kind == LossKind::kDice) return (2 * overlap + 1) / (predicted + actual + 1);
  if (kind == LossKind::kJaccard) return (overlap + 1) / (predicted + actual - overlap + 1);
  const auto misses =
      options.tversky_alpha * (predicted - overlap) + options.tversky_beta * (actual - overlap);
  return (overlap + 1) / (overlap + misses + 1);
}

}  // namespace

RegionSums::RegionSums(const torch::Tensor& all_probs, const Truth& truth) {
  // Ignored pixels are of no class. With their probabilities at 0, neither the sums nor the
  // gradient know of them.
  const auto probs = truth.all_known ? all_probs : all_probs * truth.ids.ne(kIgnoreLabel);
  // In the floats and the layout of probs, as torch::one_hot() would not be: products then
  // vectorise.
  const auto classes = torch::arange(probs.size(1), truth.ids.options()).view({1, -1, 1, 1});
  const auto is_class = truth.ids.eq(classes).to(probs.scalar_type());
  overlap = (probs * is_class).sum({0, 2, 3});
  predicted = probs.sum({0, 2, 3});
  actual = is_class.sum({0, 2, 3});
}

torch::Tensor region_loss(LossKind kind, const RegionSums& sums, const LossOptions& options) {
  const auto weights = weight_tensor(options.class_weights, sums.overlap);
  const auto mean = [&](const torch::Tensor& of_class) {
    return weights.defined() ? (of_class * weights).sum() / weights.sum() : of_class.mean();
  };
  const auto found = indices(kind, sums, options);
  if (kind != LossKind::kFocalTversky) return 1 - mean(found);
  const auto losses = 1 - found;
  const auto powers = losses.clamp_min(kSmallestLoss).pow(1 / options.focal_tversky_gamma);
  return mean(powers * losses.gt(kSmallestLoss));
}

}  // namespace petseg
