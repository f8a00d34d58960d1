#include "petseg/nn/species_fusion.h"

#include <cmath>

#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/nn/precision.h"
#include "petseg/nn/upsample.h"

namespace petseg {
namespace {

// How far the evidence is averaged, in its positions: more to decide whether there are two species
// than to say where.
constexpr double kNearSigma = 2, kFarSigma = 3;
// The log odds of which both species need to be sure, and how sharply that is decided.
constexpr double kSure = 2, kSharpness = 4;
// How many times the log odds of a place and of the whole photo count.
constexpr double kTrustInPlace = 4;                          // in photos of both species
constexpr double kTrustInPlaceOfOne = 2, kTrustInPhoto = 4;  // in all others

/// [1, 1, k, k], not normalised.
torch::Tensor gaussian(double sigma) {
  const int reach = static_cast<int>(2 * sigma) + 1;
  const auto line =
      torch::arange(-reach, reach + 1, torch::kFloat32).div(sigma).square().div(-2).exp();
  return line.outer(line).unsqueeze(0).unsqueeze(0);
}

/// Means over the neighbours of each position, as the weights count them. Both [N, 1, h, w].
torch::Tensor weighted_mean(const torch::Tensor& values, const torch::Tensor& weights,
                            double sigma) {
  const auto kernel = gaussian(sigma);
  const auto sum = [&](const torch::Tensor& x) {
    return torch::conv2d(x, kernel, /*bias=*/{}, /*stride=*/1, /*padding=*/"same");
  };
  return sum(values * weights) / sum(weights);
}

/// 0 for photos of one species to 1 for photos of both, [N, 1, 1, 1]. odds: cat against dog; pet:
/// the probability that there is one at all, both [N, 1, h, w].
torch::Tensor both_species(const torch::Tensor& odds, const torch::Tensor& pet) {
  const auto seen = odds * pet.gt(0.5);
  const auto both = torch::minimum(seen.amax({2, 3}, /*keepdim=*/true),
                                   seen.neg().amax({2, 3}, /*keepdim=*/true));
  return torch::sigmoid(kSharpness * (both - kSure));
}

}  // namespace

torch::Tensor apply_species_evidence(const torch::Tensor& logits, const torch::Tensor& evidence) {
  const Autocast exact(false);  // three digits are too few for sums over many positions
  const auto e = evidence.to(torch::kFloat32) * 10;
  const auto here = e.narrow(1, 0, 1) - e.narrow(1, 1, 1);
  const auto photo = e.narrow(1, 3, 1) - e.narrow(1, 4, 1);

  const auto pet_here = 1 - torch::avg_pool2d(logits.softmax(1).narrow(1, kBackground, 1), 32);
  const auto weights = pet_here.square() + 1e-3;
  const auto near = weighted_mean(here, weights, kNearSigma);
  const auto both = both_species(weighted_mean(here, weights, kFarSigma), pet_here);
  const auto odds = both * kTrustInPlace * near +
                    (1 - both) * (kTrustInPlaceOfOne * near + kTrustInPhoto * photo);

  const auto cat = logits.narrow(1, kCat, 1);
  const auto dog = logits.narrow(1, kDog, 1);
  const auto pet = torch::logaddexp(cat, dog);
  const auto fused = cat - dog + upsample(odds, 32);
  return torch::cat({logits.narrow(1, kBackground, 1), pet + torch::log_sigmoid(fused),
                     pet + torch::log_sigmoid(-fused)},
                    1);
}

}  // namespace petseg
