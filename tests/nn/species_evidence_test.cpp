#include "petseg/nn/species_evidence.h"

#include <cmath>

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace petseg {
namespace {

constexpr int kTabby = 281;  // ImageNet classes
constexpr int kKeeshond = 261;
constexpr int kTeapot = 849;

/// Class logits at 1×2 positions, all for one class.
torch::Tensor certain_of(int image_net_class) {
  auto logits = torch::zeros({1, 1, 2, 1000});
  logits.index_put_({"...", image_net_class}, 20);
  return logits;
}

torch::Tensor evidence_for(int image_net_class) {
  const auto here = certain_of(image_net_class);
  return species_evidence(here, here.narrow(2, 0, 1));
}

TEST(SpeciesEvidence, IsHighestForTheSpeciesOfTheClass) {
  EXPECT_EQ(evidence_for(kTabby).narrow(1, 0, 3).argmax(1)[0][0][1].item<int>(), 0);
  EXPECT_EQ(evidence_for(kKeeshond).narrow(1, 0, 3).argmax(1)[0][0][1].item<int>(), 1);
  EXPECT_EQ(evidence_for(kTeapot).narrow(1, 0, 3).argmax(1)[0][0][1].item<int>(), 2);
}

TEST(SpeciesEvidence, OfAClassifierThatKnowsNothingFavoursNeither) {
  const auto unsure = torch::zeros({1, 1, 2, 1000});

  const auto evidence = species_evidence(unsure, unsure.narrow(2, 0, 1));

  EXPECT_TRUE(torch::allclose(evidence, torch::full_like(evidence, -std::log(1000.0) / 10)));
}

}  // namespace
}  // namespace petseg
