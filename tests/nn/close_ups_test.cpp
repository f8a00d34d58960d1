#include "petseg/nn/close_ups.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/core/classes.h"

namespace petseg {
namespace {

using torch::indexing::Slice;

std::int64_t pixels_of(const torch::Tensor& view, int value) {
  return (view - value).abs().lt(1e-3).sum().item<std::int64_t>();
}

/// A photo of 128 × 256 with a cat of the value 1, to the left, and a dog of the value 2.
struct TwoPets : testing::Test {
  TwoPets() {
    show(kCat, Slice(32, 96), Slice(16, 80));
    show(kDog, Slice(64, 128), Slice(128, 256));
  }

  void show(int species, const Slice& rows, const Slice& columns) {
    logits.index_put_({0, Slice(), rows, columns}, 0);
    logits.index_put_({0, species, rows, columns}, 9);
    x.index_put_({0, Slice(), rows, columns}, species);
  }

  torch::Tensor x = torch::full({1, 3, 128, 256}, -1.0F);
  torch::Tensor logits =
      torch::tensor({5.0F, 0.0F, 0.0F}).view({1, 3, 1, 1}).expand({1, 3, 128, 256}).clone();
};

TEST_F(TwoPets, AreEachEnlargedAtItsAspectRatio) {
  const auto views = close_ups(x, logits);

  EXPECT_EQ(views.cat.sizes(), (std::vector<std::int64_t>{1, 3, 224, 224}));
  EXPECT_EQ(views.dog.sizes(), (std::vector<std::int64_t>{1, 3, 160, 320}));
  EXPECT_EQ(views.cat[0][0][112][112].item<float>(), kCat);
  EXPECT_EQ(views.dog[0][0][120][160].item<float>(), kDog);
}

TEST_F(TwoPets, AreSeenTogetherToo) {
  const auto view = close_ups(x, logits).pet;

  EXPECT_EQ(view.sizes(), (std::vector<std::int64_t>{1, 3, 128, 352}));
  EXPECT_GT(pixels_of(view, kCat), 0);
  EXPECT_GT(pixels_of(view, kDog), 0);
}

TEST_F(TwoPets, AreHiddenFromTheCloseUpOfTheOther) {
  show(kDog, Slice(32, 96), Slice(64, 256));  // over the cat's right side

  const auto view = close_ups(x, logits).cat[0][0];

  EXPECT_NEAR(view[view.size(0) / 2][view.size(1) - 1].item<float>(), 0, 1e-3);
  EXPECT_GT(pixels_of(view, kCat), 0);
  EXPECT_EQ(pixels_of(view, kDog), 0);
}

TEST_F(TwoPets, AreNotSeenInOneSpecies) {
  logits.select(1, kDog).fill_(0);

  const auto views = close_ups(x, logits);

  EXPECT_TRUE(views.pet.defined());
  EXPECT_FALSE(views.cat.defined());
  EXPECT_FALSE(views.dog.defined());
}

TEST_F(TwoPets, AreNotSeenInSpots) {
  logits.narrow(1, kCat, 2).fill_(0);
  show(kDog, Slice(64, 76), Slice(128, 140));

  const auto views = close_ups(x, logits);

  EXPECT_FALSE(views.pet.defined());
  EXPECT_FALSE(views.dog.defined());
}

TEST_F(TwoPets, MayFillThePhoto) {
  x = torch::zeros({1, 3, 32, 64});
  logits = torch::tensor({0.0F, 5.0F, 0.0F}).view({1, 3, 1, 1}).expand({1, 3, 32, 64}).clone();
  show(kDog, Slice(), Slice(32, 64));

  EXPECT_EQ(close_ups(x, logits).dog.sizes(), (std::vector<std::int64_t>{1, 3, 224, 224}));
}

}  // namespace
}  // namespace petseg
