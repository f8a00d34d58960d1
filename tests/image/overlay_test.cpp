#include "petseg/image/overlay.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"
#include "petseg/image/palette.h"

#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::HasSubstr;

cv::Mat noise_photo(int height, int width) {
  cv::Mat photo(height, width, CV_8UC3);
  cv::RNG(7).fill(photo, cv::RNG::UNIFORM, 0, 256);
  return photo;
}

/// A cat on the left, a dog on the right, background above and below.
cv::Mat two_pets(int height, int width) {
  cv::Mat mask = cv::Mat::zeros(height, width, CV_8U);
  mask(cv::Rect(0, height / 4, width / 2, height / 2)) = kCat;
  mask(cv::Rect(width / 2, height / 4, width - width / 2, height / 2)) = kDog;
  return mask;
}

Colour at(const cv::Mat& image, int x, int y) {
  const auto pixel = image.at<cv::Vec3b>(y, x);
  return {pixel[0], pixel[1], pixel[2]};
}

TEST(Overlay, LeavesBackgroundAndItsInputsAsTheyAre) {
  const cv::Mat photo = noise_photo(80, 100), mask = two_pets(80, 100);
  const cv::Mat photo_before = photo.clone();

  const cv::Mat result = overlay(photo, mask);

  cv::Mat difference;
  cv::absdiff(result, photo, difference);
  difference.setTo(0, mask != kBackground);
  EXPECT_EQ(result.size(), photo.size());
  EXPECT_EQ(cv::sum(difference), cv::Scalar());
  EXPECT_EQ(cv::norm(photo, photo_before), 0);
}

TEST(Overlay, TintsTheInside) {
  const cv::Mat black = cv::Mat::zeros(80, 100, CV_8UC3);
  const Colour inside = at(overlay(black, two_pets(80, 100)), 25, 40);
  EXPECT_EQ(inside.red, cvRound(0.45 * kClassColours[kCat].red));
  EXPECT_EQ(inside.green, cvRound(0.45 * kClassColours[kCat].green));
}

TEST(Overlay, OutlinesEachPetButNotAlongTheImageBorder) {
  const cv::Mat result = overlay(cv::Mat::zeros(80, 100, CV_8UC3), two_pets(80, 100));
  EXPECT_EQ(at(result, 25, 20), kClassColours[kCat]);
  EXPECT_EQ(at(result, 49, 40), kClassColours[kCat]);
  EXPECT_EQ(at(result, 50, 40), kClassColours[kDog]);
  EXPECT_NE(at(result, 0, 40), kClassColours[kCat]);
}

TEST(Overlay, IgnoresValuesThatAreNoClass) {
  const cv::Mat photo = noise_photo(20, 20);
  const cv::Mat unknown(20, 20, CV_8U, cv::Scalar(7));
  EXPECT_EQ(cv::norm(overlay(photo, unknown), photo), 0);
}

TEST(Overlay, HatchesIgnoredPixelsAlone) {
  const cv::Mat photo = cv::Mat::zeros(80, 100, CV_8UC3);
  cv::Mat mask = two_pets(80, 100);
  const cv::Mat without = overlay(photo, mask);
  const cv::Rect place(40, 30, 20, 10);
  mask(place) = kIgnoreLabel;

  cv::Mat result = overlay(photo, mask);

  cv::Mat stripes;
  const cv::Scalar ink(kIgnoredColour.red, kIgnoredColour.green, kIgnoredColour.blue);
  cv::inRange(result, ink, ink, stripes);
  EXPECT_EQ(cv::boundingRect(stripes), place);
  EXPECT_NEAR(cv::countNonZero(stripes), place.area() / 3, place.area() / 10);
  EXPECT_EQ(at(result, 20, 40), at(without, 20, 40));
  EXPECT_EQ(at(result, 5, 5), at(without, 5, 5));
}

TEST(Overlay, HandlesASinglePixel) {
  const cv::Mat photo = cv::Mat::zeros(1, 1, CV_8UC3);
  EXPECT_EQ(overlay(photo, cv::Mat(1, 1, CV_8U, cv::Scalar(kDog))).size(), cv::Size(1, 1));
}

TEST(Overlay, RejectsAMaskOfAnotherSize) {
  EXPECT_ERROR(overlay(noise_photo(80, 100), two_pets(100, 80)), std::invalid_argument,
               HasSubstr("100 x 80"));
}

TEST(Overlay, RejectsAnImageThatIsNotRgb) {
  EXPECT_ERROR(overlay(two_pets(8, 8), two_pets(8, 8)), std::invalid_argument,
               HasSubstr("RGB image is needed"));
  EXPECT_THROW(overlay(cv::Mat(), cv::Mat()), std::invalid_argument);
}

TEST(ErrorMap, ColoursEachPixelByItsError) {
  const cv::Mat photo(1, 6, CV_8UC3, cv::Scalar(100, 100, 100));
  const cv::Mat truth = (cv::Mat_<std::uint8_t>(1, 6) << 0, 1, 1, 1, 0, 2);
  const cv::Mat prediction = (cv::Mat_<std::uint8_t>(1, 6) << 0, 1, 2, 0, 2, 255);

  const cv::Mat map = error_map(photo, truth, prediction);

  EXPECT_EQ(at(map, 0, 0), (Colour{40, 40, 40}));
  EXPECT_EQ(at(map, 1, 0), (Colour{100, 100, 100}));
  EXPECT_EQ(at(map, 2, 0), kSwappedColour);
  EXPECT_EQ(at(map, 3, 0), kMissedColour);
  EXPECT_EQ(at(map, 4, 0), kInventedColour);
  EXPECT_EQ(at(map, 5, 0), (Colour{40, 40, 40}));
}

TEST(ErrorMap, ShowsNoErrorWhereTheTruthIsIgnored) {
  const cv::Mat photo(1, 3, CV_8UC3, cv::Scalar(100, 100, 100));
  const cv::Mat ignored(1, 3, CV_8U, cv::Scalar(kIgnoreLabel));

  const cv::Mat map = error_map(photo, ignored, (cv::Mat_<std::uint8_t>(1, 3) << 0, 1, 2));

  for (int x = 0; x < 3; ++x) EXPECT_EQ(at(map, x, 0), (Colour{40, 40, 40}));
}

TEST(ErrorMap, RejectsAPredictionOfAnotherSize) {
  EXPECT_THROW(error_map(noise_photo(4, 4), two_pets(4, 4), two_pets(4, 5)), std::invalid_argument);
}

}  // namespace
}  // namespace petseg
