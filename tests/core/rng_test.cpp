#include "petseg/core/rng.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace petseg {
namespace {

// Golden numbers from scripts/golden_rng.py, which follows the paper and nothing of ours. They may
// never change: splits and augmentation of earlier runs depend on them.
TEST(Rng, FollowsTheGoldenStream) {
  Rng rng({42});
  EXPECT_EQ(rng.next(), 0x57e1faba65107204U);
  EXPECT_EQ(rng.next(), 0xf4abd143feb24055U);
  EXPECT_EQ(rng.next(), 0x7c816738c12903b2U);
}

TEST(Rng, SeedsFromSeveralWords) {
  Rng rng({42, 3, 7});
  EXPECT_EQ(rng.next(), 0x1739f2a1de5f67f1U);
  EXPECT_EQ(rng.next(), 0x4fbfc627dd4abd51U);
}

TEST(Rng, TellsTheOrderOfWordsApart) { EXPECT_NE(Rng({1, 2}).next(), Rng({2, 1}).next()); }

TEST(Rng, ShufflesTheSameWayEverywhere) {
  std::vector<int> items(8);
  std::iota(items.begin(), items.end(), 0);

  Rng({1}).shuffle(items);

  EXPECT_EQ(items, (std::vector<int>{4, 1, 7, 5, 3, 0, 6, 2}));
}

TEST(Rng, StaysInsideItsRanges) {
  Rng rng({5});
  std::array<int, 3> seen{};
  for (int i = 0; i < 10'000; ++i) {
    const double value = rng.uniform(-2.0, 3.0);
    ASSERT_GE(value, -2.0);
    ASSERT_LT(value, 3.0);
    ++seen.at(rng.below(seen.size()));
  }
  for (const int count : seen) EXPECT_NEAR(count, 3333, 200);
}

TEST(Rng, DrawsStandardNormals) {
  Rng rng({6});
  constexpr int kCount = 50'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double value = rng.normal();
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum / kCount, 0.0, 0.02);
  EXPECT_NEAR(squares / kCount, 1.0, 0.03);
}

}  // namespace
}  // namespace petseg
