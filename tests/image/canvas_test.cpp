#include "petseg/image/canvas.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace petseg {
namespace {

Colour at(const cv::Mat& canvas, int x, int y) {
  const auto pixel = canvas.at<cv::Vec3b>(y, x);
  return {pixel[0], pixel[1], pixel[2]};
}

TEST(Canvas, IsRgb) {
  const cv::Mat canvas = make_canvas(2, 3, {1, 2, 3});
  EXPECT_EQ(canvas.size(), cv::Size(3, 2));
  EXPECT_EQ(canvas.at<cv::Vec3b>(1, 2), cv::Vec3b(1, 2, 3));
}

TEST(FillRect, FillsExactlyItsPixels) {
  cv::Mat canvas = make_canvas(10, 10);
  fill_rect(canvas, {2, 3, 4, 5}, kInk);
  EXPECT_EQ(at(canvas, 2, 3), kInk);
  EXPECT_EQ(at(canvas, 5, 7), kInk);
  EXPECT_EQ(at(canvas, 6, 7), kPaper);
  EXPECT_EQ(at(canvas, 5, 8), kPaper);
}

TEST(FillRect, CutsWhatLiesOutside) {
  cv::Mat canvas = make_canvas(10, 10);
  fill_rect(canvas, {-5, -5, 8, 8}, kInk);
  fill_rect(canvas, {40, 40, 8, 8}, kInk);
  EXPECT_EQ(at(canvas, 2, 2), kInk);
  EXPECT_EQ(at(canvas, 3, 3), kPaper);
}

TEST(FillRounded, FillsItsMiddleAndSparesItsCorners) {
  cv::Mat canvas = make_canvas(40, 40);
  fill_rounded(canvas, {5, 5, 30, 20}, 8, kMissedColour);
  EXPECT_EQ(at(canvas, 20, 15), kMissedColour);
  EXPECT_EQ(at(canvas, 20, 5), kMissedColour);
  EXPECT_EQ(at(canvas, 34, 15), kMissedColour);
  EXPECT_EQ(at(canvas, 5, 5), kPaper);
  EXPECT_EQ(at(canvas, 35, 15), kPaper);
}

TEST(FillCircle, IsRoundAndSmooth) {
  cv::Mat canvas = make_canvas(20, 20);
  fill_circle(canvas, {10, 10}, 6, kInk);
  EXPECT_EQ(at(canvas, 10, 10), kInk);
  EXPECT_EQ(at(canvas, 4 - 1, 10), kPaper);
  EXPECT_EQ(at(canvas, 5, 5), kPaper);
  EXPECT_NE(at(canvas, 6, 5), kPaper);
  EXPECT_NE(at(canvas, 6, 5), kInk);
}

TEST(DrawLine, RunsThroughItsPoints) {
  cv::Mat canvas = make_canvas(20, 40);
  draw_line(canvas, {{5, 10.5}, {20, 10.5}, {20, 100}}, 3, kInk);
  EXPECT_EQ(at(canvas, 12, 10), kInk);
  EXPECT_EQ(at(canvas, 20, 18), kInk);
  EXPECT_EQ(at(canvas, 12, 14), kPaper);
}

TEST(DrawLine, DrawsNothingForNoPoint) {
  cv::Mat canvas = make_canvas(4, 4);
  EXPECT_NO_THROW(draw_line(canvas, {}, 3, kInk));
  EXPECT_EQ(at(canvas, 2, 2), kPaper);
}

TEST(DrawDashed, LeavesGaps) {
  cv::Mat canvas = make_canvas(11, 60);
  draw_dashed(canvas, {0, 5.5}, {60, 5.5}, 6, kInk);
  EXPECT_NE(at(canvas, 3, 5), kPaper);
  EXPECT_EQ(at(canvas, 9, 5), kPaper);
  EXPECT_NE(at(canvas, 15, 5), kPaper);
}

TEST(Paste, CopiesThePicture) {
  cv::Mat canvas = make_canvas(6, 6);
  paste(canvas, make_canvas(2, 3, kInk), {1, 4});
  EXPECT_EQ(at(canvas, 3, 5), kInk);
  EXPECT_EQ(at(canvas, 4, 5), kPaper);
}

}  // namespace
}  // namespace petseg
