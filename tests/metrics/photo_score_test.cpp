#include "petseg/metrics/photo_score.h"

#include <limits>

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

TEST(PhotoScore, SumsProbabilitiesOfKnownPixels) {
  const cv::Mat truth = (cv::Mat_<std::uint8_t>(1, 3) << 1, 0, 255);
  const cv::Mat prediction = (cv::Mat_<std::uint8_t>(1, 3) << 1, 2, 0);
  const cv::Mat probabilities = (cv::Mat_<cv::Vec3f>(1, 3) << cv::Vec3f(0.25F, 0.75F, 0),
                                 cv::Vec3f(0.25F, 0.25F, 0.5F), cv::Vec3f(1, 0, 0));

  const PhotoScore score = score_prediction(truth, prediction, probabilities);

  EXPECT_EQ(score.soft[kBackground].truth, 1);
  EXPECT_EQ(score.soft[kBackground].found, 0.5);
  EXPECT_EQ(score.soft[kBackground].both, 0.25);
  EXPECT_EQ(score.soft[kCat].found, 1);
  EXPECT_EQ(score.soft[kCat].both, 0.75);
  EXPECT_EQ(score.soft[kDog].truth, 0);
  EXPECT_EQ(score.soft[kDog].found, 0.5);
  EXPECT_EQ(score.calibration[11].pixels, 1);  // 0.75 is 11.25 / 15
  EXPECT_EQ(score.calibration[11].right, 1);
  EXPECT_EQ(score.calibration[7].pixels, 1);
  EXPECT_EQ(score.calibration[7].right, 0);
  EXPECT_EQ(score.calibration[7].confidence, 0.5);
}

TEST(PhotoScore, SortsAnyConfidenceIntoABin) {
  const cv::Mat mask = cv::Mat::zeros(1, 3, CV_8UC1);
  const float none = std::numeric_limits<float>::quiet_NaN();
  const cv::Mat probabilities = (cv::Mat_<cv::Vec3f>(1, 3) << cv::Vec3f(1, 0, 0),
                                 cv::Vec3f(1.0000002F, 0, 0), cv::Vec3f(none, none, none));

  EXPECT_EQ(score_prediction(mask, mask, probabilities).calibration.back().pixels, 3);
}

TEST(PhotoScore, CountsTheBandInsideAnOutlineAndThePhotosEdge) {
  // The diagonal is 100, so the band 2 pixels wide.
  cv::Mat truth = cv::Mat::zeros(60, 80, CV_8UC1);
  truth(cv::Rect(20, 20, 10, 8)) = kCat;
  cv::Mat prediction = cv::Mat::zeros(60, 80, CV_8UC1);
  prediction(cv::Rect(21, 20, 10, 8)) = kCat;

  const PhotoScore score = score_masks(truth, prediction);

  EXPECT_EQ(score.boundary[kCat].truth, 10 * 8 - 6 * 4);
  EXPECT_EQ(score.boundary[kCat].found, 10 * 8 - 6 * 4);
  EXPECT_EQ(score.boundary[kCat].both, 9 * 8 - 7 * 4);
  const int edge = 60 * 80 - 56 * 76;
  const int ring = 14 * 12 - 10 * 8;
  EXPECT_EQ(score.boundary[kBackground].truth, edge + ring);
  EXPECT_EQ(score.boundary[kDog].found, 0);
}

TEST(PhotoScore, IgnoredPixelsMakeNoBand) {
  cv::Mat truth = cv::Mat::zeros(60, 80, CV_8UC1);
  truth(cv::Rect(20, 20, 10, 8)) = kIgnoreLabel;
  cv::Mat prediction = cv::Mat::zeros(60, 80, CV_8UC1);
  prediction(cv::Rect(22, 22, 4, 4)) = kDog;

  const PhotoScore score = score_masks(truth, prediction);

  EXPECT_EQ(score.boundary[kBackground].truth, 60 * 80 - 56 * 76);
  EXPECT_EQ(score.boundary[kBackground].found, 60 * 80 - 56 * 76);
  EXPECT_EQ(score.boundary[kDog].found, 0);
}

TEST(PhotoScore, AThinIgnoredLineDoesNotHideWhatLiesBehindIt) {
  cv::Mat truth = cv::Mat::zeros(60, 80, CV_8UC1);
  truth.colRange(40, 80) = kCat;
  truth.col(40) = kIgnoreLabel;

  const PhotoScore score = score_masks(truth, cv::Mat::zeros(60, 80, CV_8UC1));

  // The edges of 39 columns that are cat, and of the column next to the line all of it.
  EXPECT_EQ(score.boundary[kCat].truth, 39 * 60 - 36 * 56);
}

TEST(PhotoScore, RefusesProbabilitiesOfAnotherShape) {
  const cv::Mat mask = cv::Mat::zeros(2, 2, CV_8UC1);
  EXPECT_THROW(score_prediction(mask, mask, cv::Mat(2, 3, CV_32FC3)), std::logic_error);
  EXPECT_THROW(score_prediction(mask, mask, cv::Mat(2, 2, CV_32FC1)), std::logic_error);
}

}  // namespace
}  // namespace petseg
