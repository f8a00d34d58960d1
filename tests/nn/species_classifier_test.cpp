#include "petseg/nn/species_classifier.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/nn/encoder.h"

namespace petseg {
namespace {

TEST(SpeciesClassifier, SaysNothingUntilWeightsAreLoadedAndNeverLearns) {
  const auto classifier = find_encoder("EfficientNetLite0-Unet", "test").make_classifier();

  classifier->train();
  const auto evidence = classifier->evidence(torch::rand({1, 24, 16, 16}));

  EXPECT_FALSE(classifier->is_training());
  for (const auto& parameter : classifier->parameters()) EXPECT_FALSE(parameter.requires_grad());
  EXPECT_TRUE(torch::allclose(evidence.select(1, 0), evidence.select(1, 1)));  // cat, dog
}

}  // namespace
}  // namespace petseg
