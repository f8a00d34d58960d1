#include "petseg/train/class_weights.h"

#include <numeric>

#include "petseg/core/error.h"

#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::HasSubstr;

std::vector<PhotoRecord> photos_with(
    const std::vector<std::array<std::int64_t, kNumClasses>>& counts) {
  std::vector<PhotoRecord> photos;
  for (const auto& pixels : counts) photos.push_back({.class_pixels = pixels});
  return photos;
}

TEST(BalancedClassWeights, AreInverseToThePixelsOfAllPhotosWithMeanOne) {
  const auto weights = balanced_class_weights(photos_with({{500, 100, 0}, {100, 100, 50}}), "test");

  ASSERT_EQ(weights.size(), 3U);
  EXPECT_NEAR(weights[1] / weights[0], 600.0 / 200, 1e-12);
  EXPECT_NEAR(weights[2] / weights[0], 600.0 / 50, 1e-12);
  EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0) / 3, 1, 1e-12);
}

TEST(BalancedClassWeights, NeedPixelsOfEachClass) {
  EXPECT_ERROR(balanced_class_weights(photos_with({{5, 1, 0}, {5, 2, 0}}), "setup.json: /x"),
               DataError,
               HasSubstr("setup.json: /x: \"auto\" needs pixels of each class, and the "
                         "training photos have none of dog"));
}

}  // namespace
}  // namespace petseg
