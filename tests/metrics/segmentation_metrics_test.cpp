#include "petseg/metrics/segmentation_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace petseg {
namespace {

using testing::DoubleEq;
using testing::Optional;

TEST(SegmentationMetrics, AreRatiosOfPooledCounts) {
  PhotoScore photo;
  photo.confusion = {{{50, 2, 3}, {4, 20, 1}, {5, 6, 30}}};

  const SegmentationMetrics metrics = segmentation_metrics(photo);

  EXPECT_THAT(metrics.iou[kBackground], Optional(DoubleEq(50.0 / 64)));
  EXPECT_THAT(metrics.iou[kCat], Optional(DoubleEq(20.0 / 33)));
  EXPECT_THAT(metrics.iou[kDog], Optional(DoubleEq(30.0 / 45)));
  EXPECT_THAT(metrics.miou, Optional(DoubleEq((50.0 / 64 + 20.0 / 33 + 30.0 / 45) / 3)));
  EXPECT_THAT(metrics.pet_iou, Optional(DoubleEq(57.0 / 71)));
  EXPECT_THAT(metrics.species_swap, Optional(DoubleEq(7.0 / 57)));
}

TEST(SegmentationMetrics, PoolPixelsBeforeTheyDivide) {
  PhotoScore good;
  good.confusion[kCat] = {0, 90, 0};
  PhotoScore bad;
  bad.confusion[kCat] = {10, 0, 0};

  const auto metrics = segmentation_metrics(std::vector<PhotoScore>{good, bad});

  EXPECT_EQ(metrics.n, 2);
  EXPECT_THAT(metrics.iou[kCat], Optional(DoubleEq(0.9)));
}

TEST(SegmentationMetrics, LeaveAClassWithoutTruthOutOfTheMean) {
  PhotoScore photo;
  photo.confusion = {{{60, 0, 10}, {0, 30, 0}, {0, 0, 0}}};

  const SegmentationMetrics metrics = segmentation_metrics(photo);

  EXPECT_EQ(metrics.iou[kDog], std::nullopt);
  EXPECT_THAT(metrics.miou, Optional(DoubleEq((60.0 / 70 + 1.0) / 2)));
}

TEST(SegmentationMetrics, HaveNoValueWithoutPhotos) {
  const SegmentationMetrics metrics = segmentation_metrics(std::vector<PhotoScore>{});

  for (const auto& [name, value] : named_values(metrics)) EXPECT_EQ(value, std::nullopt) << name;
}

TEST(SegmentationMetrics, HaveNoSpeciesSwapWhereNoPetWasFound) {
  PhotoScore photo;
  photo.confusion[kCat] = {25, 0, 0};

  const SegmentationMetrics metrics = segmentation_metrics(photo);

  EXPECT_THAT(metrics.pet_iou, Optional(DoubleEq(0)));
  EXPECT_EQ(metrics.species_swap, std::nullopt);
}

}  // namespace
}  // namespace petseg
