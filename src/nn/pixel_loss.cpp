#include "nn/pixel_loss.h"

#include <algorithm>

#include <torch/torch.h>

#include "petseg/core/classes.h"

namespace petseg {
namespace {

constexpr std::int64_t kBoundaryPixels = 3;
/// A certain answer: small powers of 0 have no gradient.
constexpr double kSmallestMiss = 1e-12;

torch::Tensor cost(const torch::Tensor& log_probs, double gamma) {
  if (gamma == 0) return -log_probs;
  const auto miss = log_probs.expm1().neg().clamp_min(kSmallestMiss);
  return -log_probs * miss.pow(gamma);
}

/// The largest value within kBoundaryPixels along one axis.
torch::Tensor widened(const torch::Tensor& values, std::int64_t axis) {
  auto widest = values.clone();
  const std::int64_t size = values.size(axis);
  for (std::int64_t d = 1; d <= std::min(kBoundaryPixels, size - 1); ++d) {
    auto before = widest.narrow(axis, 0, size - d);
    auto after = widest.narrow(axis, d, size - d);
    at::maximum_out(before, before, values.narrow(axis, d, size - d));
    at::maximum_out(after, after, values.narrow(axis, 0, size - d));
  }
  return widest;
}

/// How often each pixel counts, its class left aside: [N, H, W], 0 where it is not known.
torch::Tensor pixel_weights(const torch::Tensor& log_probs, const Truth& truth, double boundary) {
  auto weights = truth.target.ne(kIgnoreLabel).to(log_probs.scalar_type());
  if (boundary == 0) return weights;
  return weights * (1 + boundary * near_boundary(truth, log_probs.size(1)).squeeze(1));
}

}  // namespace

torch::Tensor near_boundary(const Truth& truth, std::int64_t classes) {
  // Pooled from both ends of the class list, with the ignored at 0, the largest are `highest + 1`
  // and `classes − lowest`.
  const auto known = truth.ids.ne(kIgnoreLabel);
  const auto up = (truth.ids + 1) * known;
  const auto down = (classes - truth.ids) * known;
  return widened(widened(up, 2), 3) + widened(widened(down, 2), 3) > classes + 1;
}

torch::Tensor pixel_loss(const torch::Tensor& log_probs, const Truth& truth, double gamma,
                         const LossOptions& options) {
  const auto class_weights = weight_tensor(options.class_weights, log_probs);
  const double smoothing = options.label_smoothing;
  if (gamma == 0 && smoothing == 0 && options.boundary_weight == 0) {
    const auto [mean, total] = torch::nll_loss2d_forward(log_probs, truth.target, class_weights,
                                                         at::Reduction::Mean, kIgnoreLabel);
    return total.item<double>() > 0 ? mean : log_probs.sum() * 0;  // rather than 0 / 0
  }

  const std::int64_t classes = log_probs.size(1);
  const auto weights = pixel_weights(log_probs, truth, options.boundary_weight);
  auto truth_weights = weights;
  if (class_weights.defined()) {
    truth_weights = weights * class_weights.take(truth.target.clamp_max(classes - 1));
  }
  // LibTorch's picking of one class: 0 for ignored pixels, and no gradient to them.
  const auto log_true =
      -torch::nll_loss2d(log_probs, truth.target, /*weight=*/{}, at::Reduction::None, kIgnoreLabel);
  auto sum = (1 - smoothing) * (cost(log_true, gamma) * truth_weights).sum();
  if (smoothing > 0) {
    auto costs = cost(log_probs, gamma);
    if (class_weights.defined()) costs = costs * class_weights.view({1, -1, 1, 1});
    sum = sum + smoothing / static_cast<double>(classes) * (costs.sum(1) * weights).sum();
  }
  // As PyTorch has it, the truth's weights alone are what the mean is taken over.
  const auto total = truth_weights.sum();
  return total.item<double>() > 0 ? sum / total : sum * 0;
}

}  // namespace petseg
