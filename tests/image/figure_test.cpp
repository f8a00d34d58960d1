#include "petseg/image/figure.h"

#include <stdexcept>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "petseg/image/palette.h"

namespace petseg {
namespace {

cv::Mat cat_mask(int height, int width) {
  cv::Mat mask = cv::Mat::zeros(height, width, CV_8U);
  mask(cv::Rect(width / 4, height / 4, width / 2, height / 2)) = kCat;
  return mask;
}

DebuggingPhoto debugging_photo(int height, int width) {
  return {"Bengal_1.jpg",
          cv::Mat(height, width, CV_8UC3, cv::Scalar(90, 60, 30)),
          cat_mask(height, width),
          cat_mask(height, width),
          {{"mIoU", "0.912"}, {"dog", "–"}}};
}

PredictedPhoto predicted_photo(int height, int width) {
  PredictedPhoto photo{"Bengal_1.jpg",
                       cv::Mat(height, width, CV_8UC3, cv::Scalar(90, 60, 30)),
                       {},
                       cat_mask(height, width)};
  for (cv::Mat& map : photo.probabilities) map = cv::Mat(height, width, CV_32F, cv::Scalar(0.5));
  return photo;
}

int count_colour(const cv::Mat& picture, Colour colour) {
  const cv::Scalar wanted(colour.red, colour.green, colour.blue);
  cv::Mat found;
  cv::inRange(picture, wanted, wanted, found);
  return cv::countNonZero(found);
}

TEST(DebuggingTile, ShowsPhotoTruthPredictionAndErrorsInASquare) {
  const cv::Mat image(375, 500, CV_8UC3, cv::Scalar(90, 60, 30)), truth = cat_mask(375, 500);
  cv::Mat prediction = truth.clone();
  prediction.setTo(kDog, truth == kCat);

  const cv::Mat tile = debugging_tile(image, truth, prediction);

  ASSERT_EQ(tile.size(), cv::Size(240 + 8 + 240, 180 + 8 + 180));
  const cv::Rect photo(0, 0, 240, 180);
  const cv::Mat right = tile(photo + cv::Point(248, 0)), found = tile(photo + cv::Point(0, 188));
  EXPECT_EQ(count_colour(tile(photo), {90, 60, 30}), photo.area());
  EXPECT_GT(count_colour(right, kClassColours[kCat]), 100);
  EXPECT_EQ(count_colour(right, kClassColours[kDog]), 0);
  EXPECT_GT(count_colour(found, kClassColours[kDog]), 100);
  EXPECT_EQ(count_colour(tile(photo + cv::Point(248, 188)), kSwappedColour), 120 * 90);
}

TEST(DebuggingTile, SurvivesExtremeShapesAndRefusesWhatDoesNotBelongTogether) {
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(900, 4), cv::Size(4, 900)}) {
    const cv::Mat mask = cat_mask(size.height, size.width);
    EXPECT_LE(debugging_tile(cv::Mat(size, CV_8UC3), mask, mask).cols, 488);
  }
  const cv::Mat mask = cat_mask(10, 10);
  EXPECT_THROW(debugging_tile(cv::Mat(10, 10, CV_8UC3), mask, cat_mask(10, 9)),
               std::invalid_argument);
}

TEST(DebuggingFigure, ShowsThreePanelsOfALandscapePhoto) {
  const cv::Mat figure = debugging_figure(debugging_photo(375, 500));
  EXPECT_EQ(figure.type(), CV_8UC3);
  EXPECT_EQ(figure.cols, 20 + 480 + 12 + 480 + 12 + 480 + 20);
  EXPECT_GT(figure.rows, 360);
  EXPECT_LT(figure.rows, 520);
}

TEST(DebuggingFigure, HasOneHeightForTinyAndLargePhotos) {
  EXPECT_EQ(debugging_figure(debugging_photo(80, 100)).size(),
            debugging_figure(debugging_photo(1600, 2000)).size());
}

TEST(DebuggingFigure, SurvivesExtremeShapes) {
  EXPECT_LT(debugging_figure(debugging_photo(4, 900)).cols, 1600);
  EXPECT_LT(debugging_figure(debugging_photo(900, 4)).rows, 520);
  EXPECT_NO_THROW(debugging_figure(debugging_photo(1, 1)));
}

TEST(DebuggingFigure, HasALegendAtTheRightOfItsHeading) {
  const cv::Mat figure = debugging_figure(debugging_photo(375, 500));
  const cv::Mat legend = figure(cv::Rect(figure.cols - 260, 0, 260, 46));
  for (const Colour colour : kClassColours) EXPECT_GT(count_colour(legend, colour), 50);
}

TEST(DebuggingFigure, ExplainsIgnoredPixelsWhereThereAreSome) {
  DebuggingPhoto photo = debugging_photo(375, 500);
  const cv::Mat without = debugging_figure(photo);
  photo.truth(cv::Rect(0, 0, 500, 40)) = kIgnoreLabel;

  const cv::Mat figure = debugging_figure(photo);

  const cv::Rect legend(figure.cols - 100, 0, 100, 46);
  const cv::Rect truth(20 + 480 + 12, 46 + 26, 480, 360), prediction = truth + cv::Point(492, 0);
  EXPECT_GT(count_colour(figure(legend), kIgnoredColour), 30);
  EXPECT_EQ(count_colour(without(legend), kIgnoredColour), 0);
  EXPECT_GT(count_colour(figure(truth), kIgnoredColour), 480 * 38 / 4);
  EXPECT_EQ(count_colour(figure(prediction), kIgnoredColour), 0);
}

TEST(DebuggingFigure, BreaksManyScoresIntoLines) {
  DebuggingPhoto photo = debugging_photo(500, 375);
  const int one_line = debugging_figure(photo).rows;
  photo.scores.assign(30, {"species swap", "12.3 %"});
  EXPECT_GT(debugging_figure(photo).rows, one_line + 40);
}

TEST(DebuggingFigure, LeavesNoRoomForNoScores) {
  DebuggingPhoto photo = debugging_photo(500, 375);
  const int with_scores = debugging_figure(photo).rows;
  photo.scores.clear();
  EXPECT_LT(debugging_figure(photo).rows, with_scores);
}

TEST(DebuggingFigure, CutsALongNameBeforeTheLegend) {
  DebuggingPhoto photo = debugging_photo(375, 500);
  const cv::Mat plain = debugging_figure(photo);
  photo.name = std::string(400, 'W');
  const cv::Mat crowded = debugging_figure(photo);
  const cv::Rect legend(plain.cols - 260, 0, 260, 46);
  EXPECT_EQ(cv::norm(plain(legend), crowded(legend)), 0);
}

TEST(DebuggingFigure, IsDeterministic) {
  const DebuggingPhoto photo = debugging_photo(300, 400);
  EXPECT_EQ(cv::norm(debugging_figure(photo), debugging_figure(photo)), 0);
}

TEST(DebuggingFigure, RejectsAMaskOfAnotherPhoto) {
  DebuggingPhoto photo = debugging_photo(300, 400);
  photo.truth = cat_mask(400, 300);
  EXPECT_THROW(debugging_figure(photo), std::invalid_argument);
}

TEST(PredictionFigure, ShowsFivePanels) {
  const cv::Mat figure = prediction_figure(predicted_photo(320, 340));
  EXPECT_EQ(figure.cols, 20 + 5 * 340 + 4 * 12 + 20);
}

TEST(PredictionFigure, PaintsCertaintyInTheEndsOfTheScale) {
  PredictedPhoto photo = predicted_photo(320, 340);
  photo.probabilities[kCat].setTo(0);
  photo.probabilities[kDog].setTo(1);
  const cv::Mat figure = prediction_figure(photo);

  const int middle = 46 + 26 + 160;
  const cv::Vec3b cat = figure.at<cv::Vec3b>(middle, 20 + 2 * 352 + 170);
  const cv::Vec3b dog = figure.at<cv::Vec3b>(middle, 20 + 3 * 352 + 170);
  EXPECT_LT(cat[0] + cat[1] + cat[2], 180);
  EXPECT_GT(dog[0] + dog[1], 450);
  EXPECT_LT(dog[2], 60);
}

TEST(PredictionFigure, TakesMapsAtTheSizeOfTheNetwork) {
  PredictedPhoto photo = predicted_photo(320, 340);
  const cv::Size size = prediction_figure(photo).size();
  for (cv::Mat& map : photo.probabilities) map = cv::Mat(64, 64, CV_32F, cv::Scalar(0.5));
  EXPECT_EQ(prediction_figure(photo).size(), size);
}

TEST(PredictionFigure, RejectsMapsOfAnotherType) {
  PredictedPhoto photo = predicted_photo(32, 34);
  photo.probabilities[kDog] = cat_mask(32, 34);
  EXPECT_THROW(prediction_figure(photo), std::invalid_argument);
}

TEST(StackRows, PadsToTheWidest) {
  const cv::Mat narrow(10, 30, CV_8UC3, cv::Scalar::all(0));
  const cv::Mat wide(20, 50, CV_8UC3, cv::Scalar::all(0));

  const cv::Mat stacked = stack_rows({narrow, wide});

  EXPECT_EQ(stacked.size(), cv::Size(50, 30));
  EXPECT_EQ(stacked.at<cv::Vec3b>(5, 40), cv::Vec3b(255, 255, 255));
}

TEST(StackRows, OfNothingIsEmpty) { EXPECT_TRUE(stack_rows({}).empty()); }

}  // namespace
}  // namespace petseg
