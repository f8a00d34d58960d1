#include "petseg/nn/loss.h"

#include <algorithm>

#include <fmt/format.h>
#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"

#include "nn/loss_terms.h"
#include "nn/lovasz_loss.h"
#include "nn/pixel_loss.h"
#include "nn/region_loss.h"
#include "nn/truth.h"

namespace petseg {
namespace {

bool is_pixel_loss(const LossTerm& term) {
  return term.kind == LossKind::kCrossEntropy || term.kind == LossKind::kFocal;
}

void check_class_weights(const std::vector<double>& weights, const std::string& where) {
  if (weights.empty()) return;
  const bool all_zero = std::ranges::all_of(weights, [](double weight) { return weight == 0; });
  if (weights.size() == kNumClasses && !all_zero) return;
  throw ConfigError(fmt::format(
      "{}/class_weights: [{}] is not a list of {} numbers, at least one of them above 0, for {}",
      where, fmt::join(weights, ", "), kNumClasses, fmt::join(kClassNames, ", ")));
}

/// What the terms share of one batch is computed once, and only when a term wants it.
class Terms {
 public:
  Terms(const std::vector<LossTerm>& terms, const LossOptions& options, const torch::Tensor& logits,
        const torch::Tensor& target)
      : options_(options), truth_(target) {
    const bool pixelwise = std::ranges::any_of(terms, is_pixel_loss);
    if (pixelwise) log_probs_ = logits.log_softmax(1);
    if (!std::ranges::all_of(terms, is_pixel_loss)) {
      probs_ = pixelwise ? log_probs_.exp() : logits.softmax(1);
    }
  }

  torch::Tensor value(LossKind kind) {
    if (kind == LossKind::kCrossEntropy) return pixel_loss(log_probs_, truth_, 0, options_);
    if (kind == LossKind::kFocal) {
      return pixel_loss(log_probs_, truth_, options_.focal_gamma, options_);
    }
    if (kind == LossKind::kLovasz) return lovasz_loss(probs_, truth_, options_.class_weights);
    if (!regions_) regions_.emplace(probs_, truth_);
    return region_loss(kind, *regions_, options_);
  }

 private:
  const LossOptions& options_;
  Truth truth_;
  torch::Tensor log_probs_, probs_;
  std::optional<RegionSums> regions_;
};

}  // namespace

Loss make_loss(const LossOptions& options, const std::string& where) {
  const auto terms = parse_loss_terms(options.terms, where + "/loss");
  check_class_weights(options.class_weights, where);
  return [terms, options](const torch::Tensor& logits, const torch::Tensor& target) {
    Terms of_batch(terms, options, logits, target);
    torch::Tensor sum;
    for (const LossTerm& term : terms) {
      auto value = of_batch.value(term.kind);
      if (term.weight != 1) value = term.weight * value;
      sum = sum.defined() ? sum + value : value;
    }
    return sum;
  };
}

}  // namespace petseg
