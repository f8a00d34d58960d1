#include "petseg/nn/species_fusion.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/nn/species_evidence.h"

namespace petseg {
namespace {

/// Evidence of log odds of cat against dog in a row of positions.
torch::Tensor evidence_of(const torch::Tensor& here) {
  const auto none = torch::zeros_like(here);
  const auto rows = torch::stack({here, none, none, none, none, none});
  return rows.div(10).view({1, kEvidenceChannels, 1, -1});
}

CloseUpOdds seen(std::vector<float> pet, std::vector<float> cat = {0},
                 std::vector<float> dog = {0}) {
  return {torch::tensor(pet), torch::tensor(cat), torch::tensor(dog)};
}

/// Pets everywhere, of which the net itself does not know the species.
torch::Tensor pets_of_unknown_species(int positions) {
  auto logits = torch::full({1, kNumClasses, 32, 32 * positions}, 5.0F);
  logits.select(1, kBackground).fill_(0);
  return logits;
}

std::int64_t class_at(const torch::Tensor& logits, int position) {
  return logits.argmax(1)[0][16][32 * position + 16].item<std::int64_t>();
}

TEST(SpeciesFusion, GivesAPetTheSpeciesOfThePhoto) {
  const auto nothing = torch::zeros(8);
  const auto pets = pets_of_unknown_species(8);

  EXPECT_EQ(class_at(apply_species_evidence(pets, evidence_of(nothing), seen({3})), 4), kCat);
  EXPECT_EQ(class_at(apply_species_evidence(pets, evidence_of(nothing), seen({-3})), 4), kDog);
}

TEST(SpeciesFusion, TellsTwoSpeciesOfOnePhotoApart) {
  const auto cat_beside_dog = torch::cat({torch::full(8, 8.0), torch::full(8, -8.0)});

  const auto fused =
      apply_species_evidence(pets_of_unknown_species(16), evidence_of(cat_beside_dog), seen({8}));

  EXPECT_EQ(class_at(fused, 2), kCat);
  EXPECT_EQ(class_at(fused, 13), kDog);
}

TEST(SpeciesFusion, TakesADoubtfulPlaceForTheSpeciesOfThePhoto) {
  auto odds = torch::full(16, 8.0);
  odds[13] = -8;

  const auto fused =
      apply_species_evidence(pets_of_unknown_species(16), evidence_of(odds), seen({8}));

  EXPECT_EQ(class_at(fused, 13), kCat);
}

TEST(SpeciesFusion, LeavesAnAnimalItsSpeciesThatACloseUpConfirms) {
  auto logits = pets_of_unknown_species(16);
  logits.narrow(3, 32 * 13, 32 * 3).select(1, kDog).fill_(9);

  const auto fused_with = [&](float cat, float dog) {
    return apply_species_evidence(logits, evidence_of(torch::zeros(16)), seen({8}, {cat}, {dog}));
  };

  EXPECT_EQ(class_at(fused_with(0, 0), 14), kCat);
  EXPECT_EQ(class_at(fused_with(4, 4), 14), kCat);
  EXPECT_EQ(class_at(fused_with(4, -4), 14), kDog);
}

TEST(SpeciesFusion, DoesNotAskTheBackground) {
  const auto dog_behind_no_pet = torch::cat({torch::full(8, 8.0), torch::full(8, -8.0)});
  auto logits = pets_of_unknown_species(16);
  logits.narrow(3, 32 * 8, 32 * 8).select(1, kBackground).fill_(10);

  const auto fused = apply_species_evidence(logits, evidence_of(dog_behind_no_pet), seen({8}));

  EXPECT_EQ(class_at(fused, 7), kCat);
}

struct RandomLogits : testing::Test {
  RandomLogits() { torch::manual_seed(0); }
  torch::Tensor logits = torch::randn({2, kNumClasses, 64, 96});
  torch::Tensor evidence = torch::rand({2, kEvidenceChannels, 2, 3}).neg();
};

TEST_F(RandomLogits, KeepTheirProbabilityOfBackground) {
  const auto fused = apply_species_evidence(logits, evidence, seen({0, 0}, {0, 0}, {0, 0}));

  EXPECT_TRUE(torch::allclose(fused.softmax(1).select(1, kBackground),
                              logits.softmax(1).select(1, kBackground), 1e-4, 1e-5));
}

TEST_F(RandomLogits, StayAsTheyAreWithoutAPreference) {
  const auto fused = apply_species_evidence(logits, torch::full_like(evidence, -0.5),
                                            seen({0, 0}, {0, 0}, {0, 0}));

  EXPECT_TRUE(torch::allclose(fused.softmax(1), logits.softmax(1), 1e-4, 1e-5));
}

TEST_F(RandomLogits, AreFusedPhotoByPhoto) {
  const auto together = apply_species_evidence(logits, evidence, seen({1, 2}, {2, 2}, {-2, 2}));
  const auto first = apply_species_evidence(logits.narrow(0, 0, 1), evidence.narrow(0, 0, 1),
                                            seen({1}, {2}, {-2}));
  const auto second =
      apply_species_evidence(logits.narrow(0, 1, 1), evidence.narrow(0, 1, 1), seen({2}, {2}, {2}));

  EXPECT_TRUE(torch::allclose(together, torch::cat({first, second}), 1e-4, 1e-5));
}

}  // namespace
}  // namespace petseg
