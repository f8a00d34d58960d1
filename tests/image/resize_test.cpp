#include "petseg/image/resize.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace petseg {
namespace {

TEST(ResizeImage, AveragesWhereItShrinks) {
  cv::Mat image(2, 2, CV_8UC3, cv::Scalar(0, 0, 0));
  image.at<cv::Vec3b>(0, 0) = {200, 100, 40};

  const cv::Mat small = resize_image(image, 1, 1);

  EXPECT_EQ(small.at<cv::Vec3b>(0, 0), cv::Vec3b(50, 25, 10));
}

TEST(ResizeImage, TakesHeightBeforeWidth) {
  EXPECT_EQ(resize_image(cv::Mat(10, 20, CV_8UC3), 30, 40).size(), cv::Size(40, 30));
}

TEST(ResizeMask, AddsNoValues) {
  const cv::Mat mask = (cv::Mat_<std::uint8_t>(2, 2) << 0, 2, 2, 255);

  const cv::Mat large = resize_mask(mask, 31, 17);

  EXPECT_EQ(cv::countNonZero((large != 0) & (large != 2) & (large != 255)), 0);
  EXPECT_EQ(large.at<std::uint8_t>(30, 16), 255);
}

TEST(ResizeMask, SamplesAtPixelCentres) {
  const cv::Mat mask = (cv::Mat_<std::uint8_t>(1, 6) << 0, 1, 2, 3, 4, 5);

  const cv::Mat small = resize_mask(mask, 1, 2);

  EXPECT_EQ(small.at<std::uint8_t>(0, 0), 1);
  EXPECT_EQ(small.at<std::uint8_t>(0, 1), 4);
}

}  // namespace
}  // namespace petseg
