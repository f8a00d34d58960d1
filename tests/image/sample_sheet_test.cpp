#include "petseg/image/sample_sheet.h"

#include <stdexcept>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "petseg/core/classes.h"
#include "petseg/image/palette.h"

namespace petseg {
namespace {

SampleSheet sheet_of(int count, int size, int class_id) {
  SampleSheet sheet{"setup.json", "the first samples", {}};
  for (int i = 0; i < count; ++i) {
    cv::Mat mask = cv::Mat::zeros(size, size, CV_8U);
    mask(cv::Rect(size / 4, size / 4, size / 2, size / 2)) = class_id;
    sheet.samples.push_back({cv::Mat(size, size, CV_8UC3, cv::Scalar(90, 60, 30)), mask});
  }
  return sheet;
}

int count_colour(const cv::Mat& picture, Colour colour) {
  const cv::Scalar wanted(colour.red, colour.green, colour.blue);
  cv::Mat found;
  cv::inRange(picture, wanted, wanted, found);
  return cv::countNonZero(found);
}

TEST(SampleSheet, HasRowsOfFourPairsOnAScreen) {
  const cv::Mat sixteen = draw_sample_sheet(sheet_of(16, 256, kCat));
  const cv::Mat five = draw_sample_sheet(sheet_of(5, 256, kCat));

  EXPECT_EQ(sixteen.type(), CV_8UC3);
  EXPECT_EQ(sixteen.cols, 20 + 4 * (2 * 224 + 2) + 3 * 18 + 20);
  EXPECT_LT(sixteen.rows, 1200);
  EXPECT_EQ(five.cols, sixteen.cols);
  EXPECT_LT(five.rows, sixteen.rows);
}

TEST(SampleSheet, ShowsSmallSamplesAsLargeAsOthers) {
  EXPECT_EQ(draw_sample_sheet(sheet_of(3, 32, kDog)).size(),
            draw_sample_sheet(sheet_of(3, 512, kDog)).size());
}

TEST(SampleSheet, DrawsTheTruthInTheColourOfItsClass) {
  const cv::Mat cats = draw_sample_sheet(sheet_of(4, 64, kCat));
  const cv::Mat dogs = draw_sample_sheet(sheet_of(4, 64, kDog));
  const Colour cat = kClassColours[kCat], dog = kClassColours[kDog];

  EXPECT_GT(count_colour(cats, cat), 10 * count_colour(dogs, cat));
  EXPECT_GT(count_colour(dogs, dog), 10 * count_colour(cats, dog));
}

TEST(SampleSheet, HatchesWhatIsIgnored) {
  const cv::Mat ignored = draw_sample_sheet(sheet_of(4, 64, kIgnoreLabel));
  const cv::Mat none = draw_sample_sheet(sheet_of(4, 64, kCat));

  EXPECT_GT(count_colour(ignored, kIgnoredColour), 5000);
  EXPECT_LT(count_colour(none, kIgnoredColour), 100);
}

TEST(SampleSheet, RefusesWhatDoesNotBelongTogether) {
  SampleSheet sheet = sheet_of(2, 64, kCat);
  sheet.samples[1].mask = cv::Mat::zeros(32, 32, CV_8U);

  EXPECT_THROW(draw_sample_sheet(sheet), std::invalid_argument);
  EXPECT_THROW(draw_sample_sheet({"none", "", {}}), std::invalid_argument);
}

}  // namespace
}  // namespace petseg
