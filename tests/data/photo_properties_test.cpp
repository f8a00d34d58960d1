#include "petseg/data/photo_properties.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"

namespace petseg {
namespace {

constexpr int kHeight = 100;
constexpr int kWidth = 200;

/// A cat on the left fifth.
cv::Mat left_fifth() {
  cv::Mat mask = cv::Mat::zeros(kHeight, kWidth, CV_8U);
  mask.colRange(0, kWidth / 5).setTo(kCat);
  return mask;
}

cv::Mat grey(int level) { return {kHeight, kWidth, CV_8U, cv::Scalar::all(level)}; }

PhotoProperties measure(const cv::Mat& luma, const cv::Mat& mask) {
  return measure_properties(luma, mask, cv::countNonZero((mask == kCat) | (mask == kDog)));
}

TEST(PhotoProperties, MeasuresLightAndContrast) {
  cv::Mat image = grey(0);
  image.colRange(0, kWidth / 2).setTo(cv::Scalar::all(255));

  const auto properties = measure(image, left_fifth());

  EXPECT_NEAR(properties.luminance, 0.5, 1e-3);
  EXPECT_NEAR(properties.contrast, 0.5, 1e-3);
}

TEST(PhotoProperties, MeasuresWhereTheAnimalIs) {
  const auto properties = measure(grey(90), left_fifth());

  EXPECT_DOUBLE_EQ(properties.animal_share, 0.2);
  EXPECT_NEAR(properties.centre_x, 0.1, 1e-4);
  EXPECT_NEAR(properties.centre_y, 0.5, 1e-4);
  EXPECT_NEAR(properties.border_touch, (100 + 40 + 40) / 600.0, 1e-4);
  EXPECT_DOUBLE_EQ(properties.aspect, 2);
}

TEST(PhotoProperties, DoesNotCountIgnoredPixelsAsAnimal) {
  cv::Mat mask = left_fifth();
  mask.setTo(kIgnoreLabel, mask == kCat);

  EXPECT_DOUBLE_EQ(measure(grey(90), mask).animal_share, 0);
}

TEST(PhotoProperties, FallsInSharpnessWithBlur) {
  cv::Mat image(kHeight, kWidth, CV_8U), blurred;
  cv::RNG(7).fill(image, cv::RNG::UNIFORM, 0, 255);
  cv::GaussianBlur(image, blurred, {}, 2);

  EXPECT_GT(measure(image, left_fifth()).sharpness, measure(blurred, left_fifth()).sharpness + 1);
  EXPECT_DOUBLE_EQ(measure(grey(90), left_fifth()).sharpness, 0);
}

TEST(PhotoProperties, CountsEdgesOfTheBackgroundAlone) {
  cv::Mat image = grey(90);
  cv::RNG(7).fill(image.colRange(0, 30), cv::RNG::UNIFORM, 0, 255);  // on the cat
  EXPECT_DOUBLE_EQ(measure(image, left_fifth()).clutter, 0);

  cv::RNG(7).fill(image.colRange(150, 200), cv::RNG::UNIFORM, 0, 255);
  EXPECT_GT(measure(image, left_fifth()).clutter, 0.2);
}

TEST(PhotoProperties, AreAllNamed) {
  EXPECT_EQ(property_specs().size(), sizeof(PhotoProperties) / sizeof(double));
}

}  // namespace
}  // namespace petseg
