#include "petseg/metrics/photo_score.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace petseg {
namespace {

TEST(PhotoScore, CountsPixelsByTruthAndPrediction) {
  const cv::Mat truth = (cv::Mat_<std::uint8_t>(2, 3) << 0, 0, 1, 1, 2, 2);
  const cv::Mat prediction = (cv::Mat_<std::uint8_t>(2, 3) << 0, 1, 1, 2, 2, 0);

  const PhotoScore score = score_masks(truth, prediction);

  EXPECT_EQ(score.confusion[kBackground][kBackground], 1);
  EXPECT_EQ(score.confusion[kBackground][kCat], 1);
  EXPECT_EQ(score.confusion[kCat][kCat], 1);
  EXPECT_EQ(score.confusion[kCat][kDog], 1);
  EXPECT_EQ(score.confusion[kDog][kDog], 1);
  EXPECT_EQ(score.confusion[kDog][kBackground], 1);
}

TEST(PhotoScore, AddsUpOverPhotos) {
  PhotoScore sum = score_masks(cv::Mat::zeros(2, 2, CV_8UC1), cv::Mat::zeros(2, 2, CV_8UC1));

  sum += score_masks(cv::Mat::zeros(3, 2, CV_8UC1), cv::Mat::ones(3, 2, CV_8UC1));

  EXPECT_EQ(sum.confusion[kBackground][kBackground], 4);
  EXPECT_EQ(sum.confusion[kBackground][kCat], 6);
}

TEST(PhotoScore, CountsIgnoredPixelsApart) {
  const cv::Mat truth = (cv::Mat_<std::uint8_t>(1, 4) << 255, 1, 255, 0);
  const cv::Mat prediction = (cv::Mat_<std::uint8_t>(1, 4) << 0, 1, 2, 0);

  PhotoScore score = score_masks(truth, prediction);
  score += score;

  EXPECT_EQ(score.ignored, 4);
  EXPECT_EQ(score.confusion, (decltype(score.confusion){{{2, 0, 0}, {0, 2, 0}, {0, 0, 0}}}));
}

TEST(PhotoScore, RefusesValuesThatAreNoClass) {
  const cv::Mat known = cv::Mat::zeros(1, 1, CV_8UC1);
  EXPECT_THROW(score_masks(cv::Mat(1, 1, CV_8UC1, 7), known), std::out_of_range);
  EXPECT_THROW(score_masks(known, cv::Mat(1, 1, CV_8UC1, kIgnoreLabel)), std::out_of_range);
}

TEST(PhotoScore, RefusesMasksOfDifferentSizes) {
  EXPECT_THROW(score_masks(cv::Mat::zeros(2, 2, CV_8UC1), cv::Mat::zeros(2, 3, CV_8UC1)),
               std::logic_error);
}

}  // namespace
}  // namespace petseg
