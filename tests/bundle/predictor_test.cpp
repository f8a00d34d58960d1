#include "petseg/bundle/predictor.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <torch/torch.h>

#include "petseg/core/classes.h"

#include "bundle/pet_box.h"

namespace petseg {
namespace {

cv::Mat noise(int rows, int cols) {
  cv::Mat image(rows, cols, CV_8UC3);
  cv::RNG rng(1);
  rng.fill(image, cv::RNG::UNIFORM, 0, 256);
  return image;
}

/// Grey that becomes the zero that networks pad with, so that nothing shows at its borders.
cv::Mat grey(int rows, int cols) { return {rows, cols, CV_8UC3, cv::Scalar::all(127)}; }

/// Grey with noise in a part of it.
cv::Mat photo_with_noise(const cv::Rect& part) {
  cv::Mat photo = grey(128, 192);
  noise(part.height, part.width).copyTo(photo(part));
  return photo;
}

/// An untrained network whose head is turned so that it calls grey background and noise a dog.
UNet net_that_knows_grey() {
  torch::manual_seed(0);
  UNet net = make_net("Unet", "test");
  net->eval();
  const torch::NoGradGuard no_grad;
  auto weight = net->named_parameters()["head.weight"];
  auto bias = net->named_parameters()["head.bias"];
  weight[kBackground].zero_();
  bias.zero_();
  const Preprocessing preprocessing;
  const auto dog = [&](const cv::Mat& image) {
    return net(to_input({&image, 1}, preprocessing))[0][kDog].mean();
  };
  const auto plain = dog(grey(64, 64)), noisy = dog(noise(64, 64));
  const auto scale = 10 / (noisy - plain);
  weight[kDog].mul_(scale);
  bias[kDog] = -(plain + noisy) / 2 * scale;
  weight[kCat].zero_();
  bias[kCat] = -100;
  return net;
}

class PredictorZoom : public testing::Test {
 protected:
  UNet net = net_that_knows_grey();
  Predictor once{net, {.image_size = 160, .zoom_in = false}};
  Predictor twice{net, {.image_size = 160, .zoom_in = true}};
  cv::Mat photo = photo_with_noise({40, 30, 60, 50});
};

TEST_F(PredictorZoom, AveragesBothLooksWherePetsWereFound) {
  const Prediction first = once.predict(photo);
  const auto box = pet_box(first.mask);
  ASSERT_TRUE(box);

  const Prediction both = twice.predict(photo);

  const cv::Mat second = once.predict(photo(*box)).probabilities;
  const cv::Mat expected = (first.probabilities(*box) + second) / 2;
  EXPECT_LT(cv::norm(both.probabilities(*box), expected, cv::NORM_INF), 1e-6);
  EXPECT_GT(cv::norm(both.probabilities(*box), first.probabilities(*box), cv::NORM_INF), 1e-3);
}

TEST_F(PredictorZoom, LeavesTheRestOfThePhoto) {
  Prediction first = once.predict(photo);
  const auto box = pet_box(first.mask);
  ASSERT_TRUE(box);

  Prediction both = twice.predict(photo);

  first.probabilities(*box).setTo(0);
  both.probabilities(*box).setTo(0);
  EXPECT_EQ(cv::norm(first.probabilities, both.probabilities, cv::NORM_INF), 0);
}

TEST_F(PredictorZoom, WithoutPetsOneLookIsAll) {
  const cv::Mat plain = grey(128, 192);
  Prediction first = once.predict(plain);
  ASSERT_FALSE(pet_box(first.mask));

  EXPECT_EQ(cv::norm(first.probabilities, twice.predict(plain).probabilities, cv::NORM_INF), 0);
}

}  // namespace
}  // namespace petseg
