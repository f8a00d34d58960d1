#include "petseg/metrics/segmentation_metrics.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "petseg/core/rng.h"

#include "core/json.h"

namespace petseg {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
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
  EXPECT_THAT(metrics.dice[kCat], Optional(DoubleEq(40.0 / 53)));
  EXPECT_THAT(metrics.precision[kCat], Optional(DoubleEq(20.0 / 28)));
  EXPECT_THAT(metrics.recall[kCat], Optional(DoubleEq(20.0 / 25)));
  EXPECT_THAT(metrics.specificity[kCat], Optional(DoubleEq(88.0 / 96)));
  EXPECT_THAT(metrics.pixel_accuracy, Optional(DoubleEq(100.0 / 121)));
}

TEST(SegmentationMetrics, PoolPixelsBeforeTheyDivide) {
  PhotoScore good;
  good.confusion[kCat] = {0, 90, 0};
  PhotoScore bad;
  bad.confusion[kCat] = {10, 0, 0};

  const auto metrics = segmentation_metrics(std::vector<PhotoScore>{good, bad});

  EXPECT_EQ(metrics.n, 2);
  EXPECT_THAT(metrics.iou[kCat], Optional(DoubleEq(0.9)));
  EXPECT_THAT(metrics.image_miou, Optional(DoubleEq(0.5)));  // the mean of 1 and 0
}

TEST(SegmentationMetrics, LeaveAClassWithoutTruthOutOfTheMean) {
  PhotoScore photo;
  photo.confusion = {{{60, 0, 10}, {0, 30, 0}, {0, 0, 0}}};

  const SegmentationMetrics metrics = segmentation_metrics(photo);

  EXPECT_THAT(metrics.miou, Optional(DoubleEq((60.0 / 70 + 1.0) / 2)));
  for (const ClassMeasures& classes : {metrics.iou, metrics.dice, metrics.precision, metrics.recall,
                                       metrics.specificity, metrics.boundary_iou}) {
    EXPECT_EQ(classes[kDog], std::nullopt);
  }
}

TEST(SegmentationMetrics, HaveNoPrecisionForAClassThatWasNotFound) {
  PhotoScore photo;
  photo.confusion = {{{60, 0, 0}, {30, 0, 0}, {0, 0, 0}}};

  const SegmentationMetrics metrics = segmentation_metrics(photo);

  EXPECT_EQ(metrics.precision[kCat], std::nullopt);
  EXPECT_THAT(metrics.recall[kCat], Optional(DoubleEq(0)));
}

TEST(SegmentationMetrics, SayWhatTheyRestOn) {
  PhotoScore cat;
  cat.confusion = {{{50, 2, 3}, {4, 20, 1}, {0, 0, 0}}};
  PhotoScore nothing;
  nothing.ignored = 80;

  const auto metrics = segmentation_metrics(std::vector<PhotoScore>{cat, nothing, cat});

  EXPECT_EQ(metrics.recall[kCat].numerator, 40);
  EXPECT_EQ(metrics.recall[kCat].denominator, 50);
  EXPECT_EQ(metrics.recall[kCat].photos, 2);
  EXPECT_EQ(metrics.iou[kDog].denominator, 8);  // found where there is none
  EXPECT_EQ(metrics.iou[kDog].photos, 0);
  EXPECT_EQ(metrics.miou.denominator, 2);  // classes
  EXPECT_EQ(metrics.image_miou.denominator, 2);
  EXPECT_EQ(metrics.image_miou.photos, 2);
  for (const auto& [name, measure] : named_measures(metrics)) {
    if (!measure) continue;
    EXPECT_EQ(*measure, measure.numerator / measure.denominator) << name;
  }
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

TEST(SegmentationMetrics, OfMasksAloneHaveNothingOfProbabilities) {
  const cv::Mat mask = cv::Mat::ones(8, 8, CV_8UC1);

  const SegmentationMetrics metrics = segmentation_metrics(score_masks(mask, mask));

  EXPECT_THAT(metrics.miou, Optional(DoubleEq(1)));
  EXPECT_EQ(metrics.soft_iou, std::nullopt);
  EXPECT_EQ(metrics.ece, std::nullopt);
}

TEST(SegmentationMetrics, SoftIouTakesAbsentClassesInAsTheOriginalDoes) {
  const cv::Mat truth(10, 10, CV_8UC1, cv::Scalar(kCat));
  const cv::Mat probabilities(10, 10, CV_32FC3, cv::Scalar(0.25, 0.75, 0));

  const auto metrics = segmentation_metrics(score_prediction(truth, truth, probabilities));

  // background (0 + s) / (25 + s), cat (75 + s) / (100 + s), dog s / s
  EXPECT_THAT(metrics.soft_iou, Optional(DoubleNear((0 + 0.75 + 1) / 3, 1e-7)));
  EXPECT_THAT(metrics.ece, Optional(DoubleEq(0.25)));
}

/// Masks of blocks, so that they have outlines; some pixels ignored. Probabilities of which the
/// prediction is the likeliest class.
struct RandomPhoto {
  cv::Mat truth = cv::Mat(48, 60, CV_8UC1);
  cv::Mat prediction = cv::Mat(48, 60, CV_8UC1);
  cv::Mat probabilities = cv::Mat(48, 60, CV_32FC3);

  explicit RandomPhoto(std::uint64_t seed) {
    Rng rng({seed});
    cv::Mat blocks(4, 5, CV_8UC1);
    for (auto& block : cv::Mat_<std::uint8_t>(blocks)) block = random_class(rng);
    for (int y = 0; y < truth.rows; ++y) {
      for (int x = 0; x < truth.cols; ++x) {
        const auto block = blocks.at<std::uint8_t>(y / 12, x / 12);
        truth.at<std::uint8_t>(y, x) = rng.chance(0.1) ? kIgnoreLabel : block;
        const std::uint8_t found = y % 12 < 3 ? random_class(rng) : block;
        prediction.at<std::uint8_t>(y, x) = found;
        const auto rest = static_cast<float>(rng.uniform(0, 0.3));
        auto& p = probabilities.at<cv::Vec3f>(y, x);
        p = {rest, rest, rest};
        p[found] = 1 - 2 * rest;
      }
    }
  }

  PhotoScore score() const { return score_prediction(truth, prediction, probabilities); }

 private:
  static std::uint8_t random_class(Rng& rng) {
    return static_cast<std::uint8_t>(rng.below(kNumClasses));
  }
};

std::map<std::string, std::optional<double>> values_of(const SegmentationMetrics& metrics) {
  const auto list = named_values(metrics);
  return {list.begin(), list.end()};
}

TEST(SegmentationMetrics, LieBetween0And1AndDiceFollowsFromIou) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const SegmentationMetrics metrics = segmentation_metrics(RandomPhoto(seed).score());
    for (const auto& [name, value] : named_values(metrics)) {
      EXPECT_TRUE(!value || (*value >= 0 && *value <= 1)) << name << " " << *value;
    }
    for (int c = 0; c < kNumClasses; ++c) {
      if (!metrics.iou[c]) continue;
      const double iou = *metrics.iou[c];
      EXPECT_THAT(metrics.dice[c], Optional(DoubleNear(2 * iou / (1 + iou), 1e-12)));
    }
  }
}

TEST(SegmentationMetrics, ArePooledWhateverTheOrderOfThePhotos) {
  std::vector<PhotoScore> photos;
  for (std::uint64_t seed = 0; seed < 5; ++seed) photos.push_back(RandomPhoto(seed).score());
  PhotoScore sum;
  for (const PhotoScore& photo : photos) sum += photo;
  const auto forwards = values_of(segmentation_metrics(photos));
  std::ranges::reverse(photos);
  const auto backwards = values_of(segmentation_metrics(photos));

  const auto of_sum = values_of(segmentation_metrics(sum));

  for (const auto& [name, value] : forwards) {
    EXPECT_THAT(backwards.at(name), Optional(DoubleNear(*value, 1e-12))) << name;
    if (name == "image_miou" || name == "soft_iou") continue;  // means over photos
    EXPECT_THAT(of_sum.at(name), Optional(DoubleNear(*value, 1e-12))) << name;
  }
}

TEST(SegmentationMetrics, MoveWithTheClassesWhenThoseChangePlaces) {
  const RandomPhoto photo(3);
  cv::Mat table(1, 256, CV_8UC1);
  for (int i = 0; i < 256; ++i) table.at<std::uint8_t>(i) = static_cast<std::uint8_t>(i);
  std::swap(table.at<std::uint8_t>(kBackground), table.at<std::uint8_t>(kDog));
  cv::Mat truth;
  cv::LUT(photo.truth, table, truth);
  cv::Mat prediction;
  cv::LUT(photo.prediction, table, prediction);
  cv::Mat probabilities(truth.size(), CV_32FC3);
  cv::mixChannels(photo.probabilities, probabilities, {0, 2, 1, 1, 2, 0});

  const auto before = values_of(segmentation_metrics(photo.score()));
  const auto after =
      values_of(segmentation_metrics(score_prediction(truth, prediction, probabilities)));

  for (const std::string name :
       {"iou", "dice", "precision", "recall", "specificity", "boundary_iou"}) {
    EXPECT_EQ(before.at(name + "_background"), after.at(name + "_dog")) << name;
    EXPECT_EQ(before.at(name + "_cat"), after.at(name + "_cat")) << name;
    EXPECT_EQ(before.at(name + "_dog"), after.at(name + "_background")) << name;
  }
  for (const std::string name :
       {"miou", "image_miou", "pixel_accuracy", "dice", "boundary_iou", "soft_iou", "ece"}) {
    EXPECT_THAT(after.at(name), Optional(DoubleNear(*before.at(name), 1e-12))) << name;
  }
}

TEST(SegmentationMetrics, OfAPerfectPredictionAre1AndNullForAbsentClasses) {
  cv::Mat truth = cv::Mat::zeros(40, 50, CV_8UC1);
  truth(cv::Rect(10, 10, 20, 20)) = kCat;
  truth.row(3) = kIgnoreLabel;
  cv::Mat prediction = truth.clone();
  prediction.row(3) = kDog;  // where the truth is not known anything is right
  cv::Mat probabilities(truth.size(), CV_32FC3, cv::Scalar(1, 0, 0));
  probabilities.setTo(cv::Scalar(0, 1, 0), truth == kCat);

  const auto metrics = segmentation_metrics(score_prediction(truth, prediction, probabilities));

  for (const auto& [name, value] : named_values(metrics)) {
    if (name.ends_with("_dog")) {
      EXPECT_EQ(value, std::nullopt) << name;
    } else {
      const bool is_error = name == "species_swap" || name == "ece";
      EXPECT_EQ(value, is_error ? 0.0 : 1.0) << name;
    }
  }
}

TEST(SegmentationMetrics, BoundaryIouFallsAsASquareIsShiftedAwayFasterThanIou) {
  const cv::Rect square(60, 60, 80, 80);
  cv::Mat truth = cv::Mat::zeros(200, 200, CV_8UC1);
  truth(square) = kDog;
  double last = 1;
  for (int shift = 1; shift <= 6; ++shift) {
    cv::Mat prediction = cv::Mat::zeros(truth.size(), CV_8UC1);
    prediction(square + cv::Point(shift, shift)) = kDog;
    const auto metrics = segmentation_metrics(score_masks(truth, prediction));
    EXPECT_LT(metrics.boundary_iou[kDog], last) << shift;
    EXPECT_LT(metrics.boundary_iou[kDog], *metrics.iou[kDog]) << shift;
    last = *metrics.boundary_iou[kDog];
  }
}

TEST(SegmentationMetrics, CalibrationErrorIs0WhereConfidenceIsTheShareOfRightPixels) {
  // 80 of 100 pixels right at confidence 0.8, and 40 of 100 at 0.4.
  cv::Mat truth = cv::Mat::zeros(2, 100, CV_8UC1);
  truth.row(0).colRange(80, 100) = kDog;
  truth.row(1).colRange(40, 100) = kDog;
  const cv::Mat prediction = cv::Mat::zeros(truth.size(), CV_8UC1);
  cv::Mat probabilities(truth.size(), CV_32FC3);
  probabilities.row(0) = cv::Scalar(0.8, 0.1, 0.1);
  probabilities.row(1) = cv::Scalar(0.4, 0.3, 0.3);

  const auto calibrated = segmentation_metrics(score_prediction(truth, prediction, probabilities));
  probabilities.row(1) = cv::Scalar(0.9, 0.05, 0.05);
  const auto sure = segmentation_metrics(score_prediction(truth, prediction, probabilities));

  EXPECT_THAT(calibrated.ece, Optional(DoubleNear(0, 1e-6)));
  EXPECT_THAT(sure.ece, Optional(DoubleNear(0.5 / 2, 1e-6)));
}

/// shapes() of scripts/make_golden_metrics.py.
cv::Mat golden_shapes(cv::Size size, int shift) {
  const auto squared = [](int value) { return value * value; };
  cv::Mat mask = cv::Mat::zeros(size, CV_8UC1);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      auto& pixel = mask.at<std::uint8_t>(y, x);
      const int distance = squared(x - size.width / 3 - shift) + squared(y - size.height / 2);
      if (16 * distance < squared(size.height)) pixel = kCat;
      const bool is_column = x >= size.width / 2 - shift && x < size.width - 5;
      if (is_column && y >= size.height / 3 + shift) pixel = kDog;
    }
  }
  return mask;
}

/// Photo `number` of scripts/make_golden_metrics.py.
PhotoScore golden_photo(int number) {
  const std::array sizes{cv::Size(80, 60), cv::Size(120, 90), cv::Size(20, 20), cv::Size(500, 375)};
  const cv::Size size = sizes.at(static_cast<std::size_t>(number));
  cv::Mat truth = golden_shapes(size, 0);
  const cv::Mat prediction = golden_shapes(size, 3);
  cv::Mat probabilities(size, CV_32FC3);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      auto& pixel = truth.at<std::uint8_t>(y, x);
      if ((x + 2 * y) % 37 < 2) pixel = kIgnoreLabel;
      if (number == 1 && pixel == kDog) pixel = kIgnoreLabel;
      if (number == 2) pixel = kIgnoreLabel;
      std::array<int, kNumClasses> weights{};
      for (int c = 0; c < kNumClasses; ++c) {
        const bool is_found = prediction.at<std::uint8_t>(y, x) == c;
        weights[c] = (3 * x + 5 * y + 7 * c) % 8 + 1 + (is_found ? 8 : 0);
      }
      const int sum = weights[0] + weights[1] + weights[2];
      for (int c = 0; c < kNumClasses; ++c) {
        probabilities.at<cv::Vec3f>(y, x)[c] =
            static_cast<float>(weights[c]) / static_cast<float>(sum);
      }
    }
  }
  return score_prediction(truth, prediction, probabilities);
}

void expect_golden(const SegmentationMetrics& metrics, const Json& golden) {
  const Json& scores = golden.at("scores");
  std::size_t values = 0;
  for (const auto& [name, value] : named_values(metrics)) {
    if (!scores.contains(name)) {
      EXPECT_EQ(value, std::nullopt) << name;
    } else {
      EXPECT_THAT(value, Optional(DoubleNear(scores.at(name).get<double>(), 1e-12))) << name;
      ++values;
    }
  }
  EXPECT_EQ(values, scores.size());
}

TEST(SegmentationMetrics, AreThoseOfScikitLearnSciPyAndNumPy) {
  const Json golden =
      read_json(std::filesystem::path(__FILE__).parent_path() / "golden/metrics.json");
  std::vector<PhotoScore> photos;
  for (int number = 0; number < 4; ++number) photos.push_back(golden_photo(number));

  for (std::size_t i = 0; i < photos.size(); ++i) {
    SCOPED_TRACE(i);
    const Json& expected = golden.at("photos").at(i);
    expect_golden(segmentation_metrics(photos[i]), expected);
    EXPECT_EQ(photos[i].ignored, expected.at("ignored"));
    if (!expected.at("confusion").is_null()) {
      EXPECT_EQ(Json(photos[i].confusion), expected.at("confusion"));
    }
  }
  expect_golden(segmentation_metrics(photos), golden.at("pooled"));
}

}  // namespace
}  // namespace petseg
