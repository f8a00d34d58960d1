#include "petseg/image/rate_chart.h"

#include <cmath>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "petseg/image/palette.h"

namespace petseg {
namespace {

RateChart chart() {
  RateChart chart{.title = "test", .note = "", .proposal = 1e-3, .lowest = 1e-2};
  for (int i = 0; i <= 60; ++i) {
    chart.rates.push_back(std::pow(10, i / 10.0 - 6));
    chart.smoothed.push_back(2 - i / 60.0);
    chart.losses.push_back(chart.smoothed.back() + (i % 2 == 0 ? 0.05 : -0.05));
  }
  return chart;
}

/// Where a colour stands in the plot, beneath the names of its marks.
cv::Rect place_of(const RateChart& chart, Colour colour) {
  const cv::Mat plot = draw_rate_chart(chart).rowRange(120, 490);
  const cv::Scalar wanted(colour.red, colour.green, colour.blue);
  cv::Mat found;
  cv::inRange(plot, wanted, wanted, found);
  return cv::boundingRect(found);
}

int middle(const cv::Rect& place) { return place.x + place.width / 2; }

TEST(RateChart, MarksRatesOnALogarithmicAxis) {
  RateChart marked = chart();
  const int at_1e_3 = middle(place_of(marked, kMissedColour));
  marked.proposal = 1e-4;
  const int at_1e_4 = middle(place_of(marked, kMissedColour));
  marked.proposal = 1e-5;
  const int at_1e_5 = middle(place_of(marked, kMissedColour));

  EXPECT_GT(at_1e_3 - at_1e_4, 100);
  EXPECT_NEAR(at_1e_3 - at_1e_4, at_1e_4 - at_1e_5, 1);
}

TEST(RateChart, DrawsTheLineFromEndToEnd) {
  const cv::Rect line = place_of(chart(), kInk);
  EXPECT_GT(line.width, 740);
  EXPECT_GT(line.height, 200);
}

TEST(RateChart, LeavesOutMarksThatAreNotThere) {
  RateChart unmarked = chart();
  unmarked.proposal = unmarked.lowest = 0;
  EXPECT_TRUE(place_of(unmarked, kMissedColour).empty());
}

TEST(RateChart, OfOneStepIsDrawn) {
  RateChart single{.title = "t", .note = "", .rates = {1e-6}, .losses = {2}, .smoothed = {2}};
  EXPECT_FALSE(draw_rate_chart(single).empty());
}

}  // namespace
}  // namespace petseg
