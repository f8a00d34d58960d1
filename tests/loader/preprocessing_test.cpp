#include "petseg/loader/preprocessing.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace petseg {
namespace {

TEST(InputSize, KeepsTheAspectInMultiplesOf32) {
  const Preprocessing preprocessing{.image_size = 224, .keep_aspect = true};

  const InputSize landscape = input_size(preprocessing, 375, 500);
  const InputSize portrait = input_size(preprocessing, 500, 375);
  const InputSize square = input_size(preprocessing, 1000, 1000);

  EXPECT_EQ(landscape.height, 192);
  EXPECT_EQ(landscape.width, 256);
  EXPECT_EQ(portrait.height, 256);
  EXPECT_EQ(portrait.width, 192);
  EXPECT_EQ(square.height, 224);
  EXPECT_EQ(square.width, 224);
}

TEST(InputSize, FollowsAStripOnlySoFar) {
  const InputSize strip = input_size({.image_size = 224, .keep_aspect = true}, 10, 4000);

  EXPECT_EQ(strip.height, 128);
  EXPECT_EQ(strip.width, 448);
}

TEST(InputSize, SqueezesEveryPhotoIntoASquareWhenAsked) {
  const InputSize size = input_size({.image_size = 224, .keep_aspect = false}, 300, 900);

  EXPECT_EQ(size.height, 224);
  EXPECT_EQ(size.width, 224);
}

TEST(ToInput, NormalisesRgbIntoChannelsLast) {
  const Preprocessing preprocessing{.mean = {10, 20, 30}, .std = {1, 2, 4}};
  cv::Mat image(32, 64, CV_8UC3, cv::Scalar(11, 24, 22));

  const auto input = to_input({&image, 1}, preprocessing);

  EXPECT_EQ(input.sizes(), (std::vector<std::int64_t>{1, 3, 32, 64}));
  EXPECT_TRUE(input.is_contiguous(at::MemoryFormat::ChannelsLast));
  EXPECT_FLOAT_EQ(input[0][0][5][7].item<float>(), 1);
  EXPECT_FLOAT_EQ(input[0][1][5][7].item<float>(), 2);
  EXPECT_FLOAT_EQ(input[0][2][5][7].item<float>(), -2);
}

TEST(ToInput, RefusesImagesOfDifferentSizes) {
  const std::vector<cv::Mat> images{cv::Mat::zeros(32, 32, CV_8UC3),
                                    cv::Mat::zeros(32, 64, CV_8UC3)};

  EXPECT_THROW(to_input(images, {}), std::logic_error);
}

}  // namespace
}  // namespace petseg
