#include "petseg/metrics/label_quality.h"

#include <filesystem>
#include <limits>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "petseg/core/classes.h"

#include "core/json.h"

namespace petseg {
namespace {

struct Labelled {
  cv::Mat truth;
  cv::Mat probabilities;
};

/// Photo `number` of scripts/make_label_quality_golden.py.
Labelled golden_photo(int number) {
  const cv::Size size = number == 2 ? cv::Size(500, 375) : cv::Size(60, 40);
  Labelled photo{cv::Mat(size, CV_8UC1), cv::Mat(size, CV_32FC3)};
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const auto shape = [&](int column, int row) { return x < column ? 0 : y > row ? 2 : 1; };
      const int truth = shape(size.width / 2, size.height / 2);
      const int found = shape(size.width / 2 + 3 * number, size.height / 3);
      const bool ignored = number == 3 && (x + 2 * y) % 11 < 3;
      photo.truth.at<std::uint8_t>(y, x) =
          ignored ? kIgnoreLabel : static_cast<std::uint8_t>(truth);
      std::array<float, kNumClasses> weights{};
      for (int c = 0; c < kNumClasses; ++c) {
        weights[c] = static_cast<float>(1 + (3 * x + 5 * y + 7 * c) % 8 + (found == c ? 40 : 0));
      }
      const float sum = weights[0] + weights[1] + weights[2];
      photo.probabilities.at<cv::Vec3f>(y, x) = {weights[0] / sum, weights[1] / sum,
                                                 weights[2] / sum};
    }
  }
  return photo;
}

TEST(LabelQuality, IsThatOfCleanlab) {
  const Json golden =
      read_json(std::filesystem::path(__FILE__).parent_path() / "golden/label_quality.json");
  for (int number = 0; number < 4; ++number) {
    const Labelled photo = golden_photo(number);
    EXPECT_NEAR(label_quality(photo.truth, photo.probabilities),
                golden.at("quality").at(number).get<double>(), 1e-7)
        << number;
  }
}

TEST(LabelQuality, Is1WhereTheModelIsSureOfTheTruthOrNothingIsKnown) {
  const cv::Mat truth(4, 5, CV_8UC1, cv::Scalar(kDog));
  EXPECT_EQ(label_quality(truth, cv::Mat(4, 5, CV_32FC3, cv::Scalar(0, 0, 1))), 1);
  const cv::Mat unknown(4, 5, CV_8UC1, cv::Scalar(kIgnoreLabel));
  EXPECT_EQ(label_quality(unknown, cv::Mat(4, 5, CV_32FC3, cv::Scalar(1, 0, 0))), 1);
  EXPECT_EQ(label_quality(cv::Mat(0, 0, CV_8UC1), cv::Mat(0, 0, CV_32FC3)), 1);
}

TEST(LabelQuality, LeavesOutWhatIsNotANumber) {
  const float none = std::numeric_limits<float>::quiet_NaN();
  const cv::Mat truth = cv::Mat::zeros(1, 2, CV_8UC1);
  const cv::Mat probabilities =
      (cv::Mat_<cv::Vec3f>(1, 2) << cv::Vec3f(none, none, none), cv::Vec3f(0.5F, 0.5F, 0));
  EXPECT_EQ(label_quality(truth, probabilities), 0.5);
}

TEST(LabelQuality, RefusesWhatDoesNotBelongTogether) {
  const cv::Mat truth = cv::Mat::zeros(2, 2, CV_8UC1);
  const cv::Mat probabilities(2, 2, CV_32FC3, cv::Scalar(1, 0, 0));
  EXPECT_THROW(label_quality(truth, cv::Mat(2, 3, CV_32FC3)), std::logic_error);
  EXPECT_THROW(disputed_share(truth, cv::Mat(2, 2, CV_32FC1)), std::logic_error);
  const cv::Mat wrong(2, 2, CV_8UC1, cv::Scalar(7));
  EXPECT_THROW(label_quality(wrong, probabilities), std::out_of_range);
  EXPECT_THROW(disputed_share(wrong, probabilities), std::out_of_range);
}

/// Background, where the model is as sure of a cat as `probability` says within `places`.
double disputed_by(const cv::Mat& truth, float probability, const std::vector<cv::Rect>& places) {
  cv::Mat probabilities(truth.size(), CV_32FC3, cv::Scalar(1, 0, 0));
  for (const cv::Rect& place : places) {
    probabilities(place) = cv::Scalar(1 - probability, probability, 0);
  }
  return disputed_share(truth, probabilities);
}

TEST(DisputedShare, IsOfTheLargestRegion) {
  const cv::Mat truth = cv::Mat::zeros(60, 80, CV_8UC1);
  const double all = 60 * 80;
  EXPECT_EQ(disputed_by(truth, 0.95F, {{10, 10, 20, 20}}), 400 / all);
  EXPECT_EQ(disputed_by(truth, 0.95F, {{10, 10, 20, 20}, {60, 0, 20, 21}}), 420 / all);
  EXPECT_EQ(disputed_by(truth, 0.8F, {{10, 10, 20, 20}}), 0);
  EXPECT_EQ(disputed_by(truth, 0.95F, {}), 0);
}

TEST(DisputedShare, LeavesOutThinStrips) {
  const cv::Mat truth = cv::Mat::zeros(300, 400, CV_8UC1);  // thinner than 5 pixels
  EXPECT_EQ(disputed_by(truth, 1, {{100, 0, 4, 300}}), 0);
  EXPECT_EQ(disputed_by(truth, 1, {{100, 0, 5, 300}}), 5.0 / 400);
}

TEST(DisputedShare, LeavesOutIgnoredPixels) {
  cv::Mat truth = cv::Mat::zeros(60, 80, CV_8UC1);
  truth.colRange(0, 40) = kIgnoreLabel;
  EXPECT_EQ(disputed_by(truth, 1, {{10, 10, 20, 20}}), 0);
  EXPECT_EQ(disputed_by(truth, 1, {{50, 10, 12, 10}}), 120.0 / (40 * 60));
}

}  // namespace
}  // namespace petseg
