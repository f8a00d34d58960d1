#include "petseg/nn/species_fusion.h"

#include <cmath>

#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/nn/precision.h"
#include "petseg/nn/species_evidence.h"
#include "petseg/nn/upsample.h"

namespace petseg {
namespace {

// How far the evidence is averaged, in its positions: more to decide whether there are two species
// than to say where.
constexpr double kNearSigma = 2, kFarSigma = 3;
// The log odds of which both species need to be sure: places of the photo, and close-ups. And how
// sharply that is decided.
constexpr double kSurePlace = 3, kSureCloseUp = 1.5, kSharpness = 4;
// How many times the log odds of a place and of all that is pet count.
constexpr double kTrustInPlaceOfBoth = 4;                   // where places show both species
constexpr double kTrustInPlaceOfSeen = 1;                   // where only close-ups do
constexpr double kTrustInPlaceOfOne = 2, kTrustInPets = 4;  // in photos of one species

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

/// 0 for photos of one species to 1 for photos of both. cat, dog: log odds of cat against dog where
/// there would be one.
torch::Tensor both_species(const torch::Tensor& cat, const torch::Tensor& dog, double sure) {
  return torch::sigmoid(kSharpness * (torch::minimum(cat, -dog) - sure));
}

}  // namespace

torch::Tensor apply_species_evidence(const torch::Tensor& logits, const torch::Tensor& evidence,
                                     const CloseUpOdds& seen) {
  const Autocast exact(false);  // three digits are too few for sums over many positions
  const auto here = place_odds(evidence);
  const auto pet_here = 1 - torch::avg_pool2d(logits.softmax(1).narrow(1, kBackground, 1), 32);
  const auto weights = pet_here.square() + 1e-3;
  const auto near = weighted_mean(here, weights, kNearSigma);
  const auto far = weighted_mean(here, weights, kFarSigma) * pet_here.gt(0.5);

  const auto of_photo = [](const torch::Tensor& odds) { return odds.view({-1, 1, 1, 1}); };
  const auto shows_both = both_species(far.amax({2, 3}, true), far.amin({2, 3}, true), kSurePlace);
  const auto has_both = of_photo(both_species(seen.cat, seen.dog, kSureCloseUp));
  const auto of_one = kTrustInPlaceOfOne * near + kTrustInPets * of_photo(seen.pet);
  const auto of_seen = has_both * kTrustInPlaceOfSeen * near + (1 - has_both) * of_one;
  const auto odds = shows_both * kTrustInPlaceOfBoth * near + (1 - shows_both) * of_seen;

  const auto cat = logits.narrow(1, kCat, 1);
  const auto dog = logits.narrow(1, kDog, 1);
  const auto pet = torch::logaddexp(cat, dog);
  const auto fused = cat - dog + upsample(odds, 32);
  return torch::cat({logits.narrow(1, kBackground, 1), pet + torch::log_sigmoid(fused),
                     pet + torch::log_sigmoid(-fused)},
                    1);
}

}  // namespace petseg
