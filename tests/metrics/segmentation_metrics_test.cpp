#include "petseg/metrics/segmentation_metrics.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "core/json.h"

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

/// Photo `number` of scripts/make_golden_metrics.py.
PhotoScore golden_photo(int number) {
  cv::Mat truth(9, 11, CV_8UC1);
  cv::Mat prediction(9, 11, CV_8UC1);
  for (int y = 0; y < truth.rows; ++y) {
    for (int x = 0; x < truth.cols; ++x) {
      auto& pixel = truth.at<std::uint8_t>(y, x);
      pixel = static_cast<std::uint8_t>((x * x + y + number) % 3);
      if ((x + 2 * y) % 5 == 0) pixel = kIgnoreLabel;
      if (number == 1 && pixel == kDog) pixel = kIgnoreLabel;
      if (number == 2) pixel = kIgnoreLabel;
      prediction.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>((x * x + y * y + number) % 3);
    }
  }
  return score_masks(truth, prediction);
}

void expect_golden(const SegmentationMetrics& metrics, const Json& golden) {
  for (const auto& [name, value] : named_values(metrics)) {
    if (golden.at(name).is_null()) {
      EXPECT_EQ(value, std::nullopt) << name;
    } else {
      EXPECT_THAT(value, Optional(DoubleEq(golden.at(name).get<double>()))) << name;
    }
  }
}

TEST(SegmentationMetrics, LeaveIgnoredPixelsOutAsNumPyDoes) {
  const Json golden =
      read_json(std::filesystem::path(__FILE__).parent_path() / "golden/metrics.json");
  const std::vector<PhotoScore> photos{golden_photo(0), golden_photo(1), golden_photo(2)};

  for (std::size_t i = 0; i < photos.size(); ++i) {
    SCOPED_TRACE(i);
    expect_golden(segmentation_metrics(photos[i]), golden.at("photos").at(i));
    EXPECT_EQ(photos[i].ignored, golden.at("photos").at(i).at("ignored"));
  }
  expect_golden(segmentation_metrics(photos), golden.at("pooled"));
}

}  // namespace
}  // namespace petseg
