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

TEST(PhotoScore, RefusesMasksOfDifferentSizes) {
  EXPECT_THROW(score_masks(cv::Mat::zeros(2, 2, CV_8UC1), cv::Mat::zeros(2, 3, CV_8UC1)),
               std::logic_error);
}

}  // namespace
}  // namespace petseg
