#include "sources/label_studio/shape_mask.h"

#include <cmath>
#include <complex>
#include <numbers>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace petseg {
namespace {

using Points = std::vector<cv::Point2d>;

cv::Mat empty(int width, int height) { return cv::Mat::zeros(height, width, CV_8U); }

/// "..#" for each row: what is set and what is not.
std::vector<std::string> picture(const cv::Mat& mask) {
  std::vector<std::string> rows;
  for (int y = 0; y < mask.rows; ++y) {
    rows.emplace_back();
    for (int x = 0; x < mask.cols; ++x) rows.back() += mask.at<std::uint8_t>(y, x) ? '#' : '.';
  }
  return rows;
}

cv::Mat polygon(cv::Mat mask, const Points& points) {
  fill_polygon(mask, points, 1);
  return mask;
}

TEST(FillPolygon, TakesPixelsWhoseCentreLiesWithin) {
  EXPECT_THAT(picture(polygon(empty(5, 4), {{0.6, 0.6}, {3.6, 0.6}, {3.6, 2.4}, {0.6, 2.4}})),
              testing::ElementsAre(".....", ".###.", ".....", "....."));
  EXPECT_THAT(picture(polygon(empty(4, 4), {{0, 0}, {4, 4}, {0, 4}})),
              testing::ElementsAre("....", "#...", "##..", "###."));
}

TEST(FillPolygon, SharesNoPixelBetweenNeighbours) {
  cv::RNG rng(3);
  for (int i = 0; i < 50; ++i) {
    // Two triangles with a common edge between random points, many of them on centres of pixels.
    const auto random = [&] {
      return cv::Point2d(rng.uniform(0, 40) / 2.0, rng.uniform(0, 40) / 2.0);
    };
    const cv::Point2d from(0, rng.uniform(0, 40) / 2.0);
    const cv::Point2d to(20, rng.uniform(0, 40) / 2.0);
    const cv::Mat above = polygon(empty(20, 20), {from, to, {20, 0}, {0, 0}});
    const cv::Mat below = polygon(empty(20, 20), {from, {0, 20}, {20, 20}, to});
    EXPECT_EQ(cv::countNonZero(above) + cv::countNonZero(below), 400);
    EXPECT_EQ(cv::countNonZero(above & below), 0);
    const Points any{random(), random(), random()};
    EXPECT_EQ(picture(polygon(empty(20, 20), any)),
              picture(polygon(empty(20, 20), {any[2], any[1], any[0]})));
  }
}

TEST(FillPolygon, FillsWhatCrossesItselfAsBrowsersDo) {
  // A square walked twice stays filled; one within another, walked backwards, is a hole.
  EXPECT_EQ(cv::countNonZero(polygon(
                empty(4, 4), {{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}, {4, 0}, {4, 4}, {0, 4}})),
            16);
  EXPECT_THAT(
      picture(polygon(
          empty(4, 4),
          {{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}, {1, 1}, {1, 3}, {3, 3}, {3, 1}, {1, 1}})),
      testing::ElementsAre("####", "#..#", "#..#", "####"));
}

TEST(FillPolygon, CutsWhatLiesOutside) {
  EXPECT_EQ(cv::countNonZero(
                polygon(empty(6, 5), {{-1e12, -1e12}, {1e12, -1e12}, {1e12, 1e12}, {-1e12, 1e12}})),
            30);
  EXPECT_EQ(cv::countNonZero(polygon(empty(6, 5), {{-9, 1}, {-2, 1}, {-2, 3}})), 0);
  EXPECT_EQ(cv::countNonZero(polygon(empty(6, 5), {{1, 1}, {4, 4}})), 0);
  EXPECT_EQ(cv::countNonZero(polygon(empty(6, 5), {})), 0);
}

TEST(FillEllipse, ObeysItsEquation) {
  for (const double degrees : {0.0, 30.0, 90.0, 200.0}) {
    cv::Mat mask = empty(60, 50);
    fill_ellipse(mask, {31.3, 22.8}, {20, 9}, degrees, 2);
    const double angle = degrees * std::numbers::pi / 180;
    for (int y = 0; y < mask.rows; ++y) {
      for (int x = 0; x < mask.cols; ++x) {
        const std::complex<double> turned =
            std::complex(x + 0.5 - 31.3, y + 0.5 - 22.8) * std::polar(1.0, -angle);
        const double distance = std::hypot(turned.real() / 20, turned.imag() / 9);
        EXPECT_EQ(mask.at<std::uint8_t>(y, x), distance <= 1 ? 2 : 0) << x << " " << y;
      }
    }
  }
}

TEST(FillEllipse, CutsWhatLiesOutsideAndDrawsNothingWithoutRadius) {
  cv::Mat mask = empty(6, 5);
  fill_ellipse(mask, {3, 2}, {0, 4}, 0, 1);
  fill_ellipse(mask, {3, 2}, {-2, 4}, 0, 1);
  EXPECT_EQ(cv::countNonZero(mask), 0);
  fill_ellipse(mask, {0, 0}, {1e9, 1e9}, 10, 1);
  EXPECT_EQ(cv::countNonZero(mask), 30);
}

TEST(RectangleCorners, TurnClockwiseAboutTheTopLeft) {
  const auto corners = rectangle_corners({10, 20}, {6, 2}, 90);

  const Points expected{{10, 20}, {10, 26}, {8, 26}, {8, 20}};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_LT(cv::norm(corners[i] - expected[i]), 1e-9);
}

}  // namespace
}  // namespace petseg
