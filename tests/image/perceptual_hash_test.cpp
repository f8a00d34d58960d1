#include "petseg/image/perceptual_hash.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "petseg/image/decode.h"
#include "petseg/image/resize.h"

namespace petseg {
namespace {

/// Blotches, 240 x 320.
cv::Mat scene(std::uint64_t seed) {
  cv::Mat blotches(6, 8, CV_8UC3), image;
  cv::RNG(seed).fill(blotches, cv::RNG::UNIFORM, 30, 220);
  cv::resize(blotches, image, {320, 240}, 0, 0, cv::INTER_CUBIC);
  return image;
}

PerceptualHash hash_of(const cv::Mat& rgb) {
  cv::Mat grey;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  return perceptual_hash(grey);
}

int distance(const cv::Mat& a, const cv::Mat& b) { return hash_distance(hash_of(a), hash_of(b)); }

TEST(PerceptualHash, SurvivesScalingCompressionAndLight) {
  const cv::Mat image = scene(1);
  cv::Mat lighter;
  image.convertTo(lighter, -1, 1.1, 5);

  EXPECT_LE(distance(image, resize_image(image, 120, 160)), 4);
  EXPECT_LE(distance(image, decode_image(encode_jpeg(image, 30), "photo")), 4);
  EXPECT_LE(distance(image, lighter), 4);
  EXPECT_EQ(distance(image, image.clone()), 0);
}

TEST(PerceptualHash, TellsScenesApart) {
  for (std::uint64_t seed = 2; seed < 30; ++seed) EXPECT_GT(distance(scene(1), scene(seed)), 12);
}

TEST(PerceptualHash, TakesTinyAndPlainImages) {
  EXPECT_EQ(distance(cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(9)),
                     cv::Mat(400, 3, CV_8UC3, cv::Scalar::all(9))),
            0);
}

}  // namespace
}  // namespace petseg
