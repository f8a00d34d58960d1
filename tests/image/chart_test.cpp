#include "petseg/image/chart.h"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "petseg/image/palette.h"

namespace petseg {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const CategoryScores kScores{0.87, {0.96, 0.85, kNan}, 0.9, 0.04};
const CategoryScores kNoScores{kNan, {kNan, kNan, kNan}, kNan, kNan};

std::vector<CategoryBar> bars(int count) {
  std::vector<CategoryBar> result;
  for (int i = 0; i < count; ++i)
    result.push_back({"photo_" + std::to_string(i), 0.9 - 0.001 * i, 70, 10, 12, 8});
  return result;
}

cv::Mat pixels_of(const cv::Mat& picture, Colour colour) {
  const cv::Scalar wanted(colour.red, colour.green, colour.blue);
  cv::Mat found;
  cv::inRange(picture, wanted, wanted, found);
  return found;
}

int count_colour(const cv::Mat& picture, Colour colour) {
  return cv::countNonZero(pixels_of(picture, colour));
}

/// The bars alone: no heading, no legend.
cv::Mat bars_of(const cv::Mat& chart) { return chart.rowRange(196, chart.rows); }

TEST(CategoryChart, GivesEachKindOfPixelItsShareOfTheBar) {
  const cv::Mat area = bars_of(category_chart("cats", kScores, {{"a", 0.1, 50, 25, 15, 10}}));
  const double right = count_colour(area, kRightColour);
  EXPECT_NEAR(count_colour(area, kSwappedColour) / right, 25.0 / 50, 0.05);
  EXPECT_NEAR(count_colour(area, kMissedColour) / right, 15.0 / 50, 0.05);
  EXPECT_NEAR(count_colour(area, kInventedColour) / right, 10.0 / 50, 0.05);
}

TEST(CategoryChart, ExplainsItsColoursInALegend) {
  const cv::Mat legend = category_chart("cats", kScores, bars(3)).rowRange(130, 166);
  for (const Colour colour : {kRightColour, kSwappedColour, kMissedColour, kInventedColour})
    EXPECT_GT(count_colour(legend, colour), 50);
}

TEST(CategoryChart, PutsTheLowestPhotoFirst) {
  const cv::Mat area = bars_of(
      category_chart("cats", kScores, {{"good", 0.9, 100, 0, 0, 0}, {"bad", 0.2, 0, 0, 100, 0}}));
  const int missed_top = cv::boundingRect(pixels_of(area, kMissedColour)).y;
  const int right_top = cv::boundingRect(pixels_of(area, kRightColour)).y;
  EXPECT_LT(missed_top, right_top);
}

TEST(CategoryChart, DoesNotDependOnTheOrderOfThePhotos) {
  std::vector<CategoryBar> reversed = bars(12);
  std::reverse(reversed.begin(), reversed.end());
  EXPECT_EQ(cv::norm(category_chart("cats", kScores, bars(12)),
                     category_chart("cats", kScores, reversed)),
            0);
}

TEST(CategoryChart, GrowsWithThePhotosUpToALimit) {
  const int five = category_chart("cats", kScores, bars(5)).rows;
  const int sixty = category_chart("cats", kScores, bars(60)).rows;
  EXPECT_EQ(sixty - five, 55 * 22);
  EXPECT_EQ(category_chart("test", kScores, bars(300)).size(),
            category_chart("test", kScores, bars(1000)).size());
}

TEST(CategoryChart, SaysThatThereAreNoPhotos) {
  const cv::Mat chart = category_chart("cats", kNoScores, {});
  EXPECT_GT(count_colour(chart, kCard), 10000);
  EXPECT_EQ(count_colour(bars_of(chart), kRightColour), 0);
}

TEST(CategoryChart, LeavesABarWithoutPetsEmpty) {
  const cv::Mat chart = category_chart("cats", kNoScores, {{"empty", kNan, 0, 0, 0, 0}});
  EXPECT_EQ(count_colour(bars_of(chart), kRightColour), 0);
  EXPECT_GT(count_colour(bars_of(chart), kCard), 1000);
}

TEST(CategoryChart, CutsLongNamesInsteadOfGrowing) {
  std::vector<CategoryBar> longer = bars(2), longest = bars(2);
  longer[0].name = std::string(100, 'm');
  longest[0].name = std::string(5000, 'm');
  EXPECT_EQ(category_chart("cats", kScores, longer).cols,
            category_chart(std::string(3000, 'x'), kScores, longest).cols);
}

TrainingCurves curves(int epochs) {
  TrainingCurves result{{{"train", {}}}, {{"mIoU", {}}, {"cat", {}}, {"dog", {}}}, epochs};
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    result.losses[0].values.push_back(1.0 / epoch);
    for (Curve& score : result.scores) score.values.push_back(1 - 0.5 / epoch);
  }
  return result;
}

TEST(TrainingChart, HasOneSizeForAnyNumberOfEpochs) {
  const cv::Size size = training_chart("run", curves(1)).size();
  EXPECT_EQ(training_chart("run", curves(30)).size(), size);
  EXPECT_EQ(training_chart("run", curves(500)).size(), size);
}

TEST(TrainingChart, DrawsClassesInTheirColoursOnTheRight) {
  TrainingCurves only_cat{{}, {{"cat", {0.2, 0.5, 0.9}}}};
  const cv::Mat chart = training_chart("run", only_cat);
  const cv::Mat left = chart.colRange(0, chart.cols / 2);
  EXPECT_EQ(count_colour(left, kClassColours[kCat]), 0);
  EXPECT_GT(count_colour(chart, kClassColours[kCat]), 300);
}

TEST(TrainingChart, LeavesAGapWhereThereIsNoValue) {
  TrainingCurves whole{{}, {{"cat", {0.2, 0.3, 0.4, 0.5, 0.6}}}};
  TrainingCurves gap{{}, {{"cat", {0.2, 0.3, kNan, 0.5, 0.6}}}};
  const int in_whole = count_colour(training_chart("run", whole), kClassColours[kCat]);
  const int in_gap = count_colour(training_chart("run", gap), kClassColours[kCat]);
  EXPECT_LT(in_gap, 0.7 * in_whole);
  EXPECT_GT(in_gap, 0.3 * in_whole);
}

TEST(TrainingChart, MarksTheBestEpoch) {
  TrainingCurves plain = curves(10);
  plain.best_epoch = 0;
  TrainingCurves marked = curves(10);
  marked.best_epoch = 4;
  EXPECT_GT(cv::norm(training_chart("run", plain), training_chart("run", marked)), 0);
}

TEST(TrainingChart, SurvivesNothingAndNonsense) {
  EXPECT_NO_THROW(training_chart("", {}));
  EXPECT_NO_THROW(training_chart("run", {{{"train", {kNan, kNan}}}, {{"mIoU", {kNan}}}, 9}));
  EXPECT_NO_THROW(training_chart("run", {{{"train", {1e30, -1e30, 0}}}, {{"mIoU", {}}}, -3}));
}

TEST(TrainingChart, IsDeterministic) {
  EXPECT_EQ(cv::norm(training_chart("run", curves(20)), training_chart("run", curves(20))), 0);
}

}  // namespace
}  // namespace petseg
