#include "petseg/image/thumbnail.h"

#include <stdexcept>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "petseg/core/classes.h"
#include "petseg/image/decode.h"
#include "petseg/image/palette.h"

namespace petseg {
namespace {

/// As a browser sees it: blue, green, red, opacity.
cv::Mat decode_with_opacity(const std::string& png) {
  return cv::imdecode(std::vector<char>(png.begin(), png.end()), cv::IMREAD_UNCHANGED);
}

Colour colour_at(const cv::Mat& image, int x, int y) {
  const auto pixel = image.at<cv::Vec4b>(y, x);
  return {pixel[2], pixel[1], pixel[0]};
}

int opacity_at(const cv::Mat& image, int x, int y) { return image.at<cv::Vec4b>(y, x)[3]; }

/// 60 × 40: a cat on the left, a dog on the right, an ignored band below, background above.
cv::Mat drawn_mask() {
  cv::Mat mask = cv::Mat::zeros(40, 60, CV_8U);
  mask(cv::Rect(5, 10, 20, 20)) = kCat;
  mask(cv::Rect(35, 10, 20, 20)) = kDog;
  mask(cv::Rect(0, 34, 60, 6)) = kIgnoreLabel;
  return mask;
}

TEST(OverlayPng, TintsAndOutlinesInTheClassColours) {
  const cv::Mat overlay = decode_with_opacity(overlay_png(drawn_mask()));
  ASSERT_EQ(overlay.type(), CV_8UC4);
  ASSERT_EQ(overlay.size(), cv::Size(60, 40));

  EXPECT_EQ(opacity_at(overlay, 30, 20), 0);
  EXPECT_EQ(opacity_at(overlay, 4, 20), 0);
  EXPECT_EQ(colour_at(overlay, 5, 20), kClassColours[kCat]);
  EXPECT_EQ(opacity_at(overlay, 5, 20), 255);
  EXPECT_EQ(colour_at(overlay, 15, 20), kClassColours[kCat]);
  EXPECT_EQ(opacity_at(overlay, 15, 20), 80);
  EXPECT_EQ(colour_at(overlay, 45, 20), kClassColours[kDog]);
  EXPECT_EQ(colour_at(overlay, 54, 20), kClassColours[kDog]);
  EXPECT_EQ(opacity_at(overlay, 54, 20), 255);
}

TEST(OverlayPng, HatchesIgnoredPixels) {
  const cv::Mat overlay = decode_with_opacity(overlay_png(drawn_mask()));
  int light = 0, dark = 0;
  for (int x = 0; x < 60; ++x) {
    light += colour_at(overlay, x, 36) == kPaper ? 1 : 0;
    dark += colour_at(overlay, x, 36) == kInk ? 1 : 0;
    EXPECT_GT(opacity_at(overlay, x, 36), 0);
  }
  EXPECT_EQ(light, 30);
  EXPECT_EQ(dark, 30);
}

TEST(OverlayPng, IsASmallPaletteImage) {
  const std::string png = overlay_png(drawn_mask());
  EXPECT_EQ(png[25], 3) << "the colour type in the header";
  EXPECT_LT(png.size(), 600U);
  // Its stored values are indices, which decode_mask() reads.
  EXPECT_EQ(decode_mask(png, "overlay").size(), cv::Size(60, 40));
}

TEST(Thumbnail, ShrinksPhotoAndMaskAlike) {
  const cv::Mat photo(300, 500, CV_8UC3, cv::Scalar(200, 100, 50));
  const cv::Mat mask(300, 500, CV_8U, cv::Scalar(kDog));
  const Thumbnail thumbnail = make_thumbnail(photo, mask, 100);
  const cv::Mat small = decode_image(thumbnail.jpeg, "thumbnail");
  EXPECT_EQ(small.size(), cv::Size(100, 60));
  EXPECT_NEAR(small.at<cv::Vec3b>(30, 50)[0], 200, 4);
  EXPECT_EQ(decode_with_opacity(thumbnail.overlay).size(), cv::Size(100, 60));
}

TEST(Thumbnail, NeverGrowsAPhotoAndKeepsAtLeastAPixel) {
  const auto size_of = [](int height, int width) {
    const Thumbnail thumbnail = make_thumbnail(cv::Mat::zeros(height, width, CV_8UC3),
                                               cv::Mat::zeros(height, width, CV_8U), 100);
    return decode_image(thumbnail.jpeg, "thumbnail").size();
  };
  EXPECT_EQ(size_of(20, 30), cv::Size(30, 20));
  EXPECT_EQ(size_of(1, 5000), cv::Size(100, 1));
}

TEST(Thumbnail, RefusesAMaskOfAnotherSize) {
  EXPECT_THROW(make_thumbnail(cv::Mat::zeros(20, 20, CV_8UC3), cv::Mat::zeros(20, 21, CV_8U)),
               std::invalid_argument);
}

}  // namespace
}  // namespace petseg
