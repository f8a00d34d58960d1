#include "petseg/train/adamw.h"

#include <cmath>
#include <filesystem>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/train/ema.h"

#include "core/json.h"

namespace petseg {
namespace {

TEST(AdamW, FollowsPyTorch) {
  const auto file = std::filesystem::path(__FILE__).parent_path() / "golden/adamw.json";
  const Json golden = read_json(file);
  auto weight = torch::tensor({1.0F, -2.0F, 0.5F});
  AdamW optimiser({{.parameters = {weight}}}, golden.at("weight_decay").get<double>());

  for (int step = 0; step < 4; ++step) {
    weight.mutable_grad() = torch::tensor(
        {static_cast<float>(std::sin(step + 1.0)), 0.5F * static_cast<float>(step), -1.0F});
    optimiser.step(golden.at("lr").get<double>());

    const auto expected = golden.at("weights").at(step).get<std::vector<float>>();
    EXPECT_TRUE(torch::allclose(weight, torch::tensor(expected), 1e-5, 1e-6)) << "step " << step;
  }
}

TEST(AdamW, LeavesAFrozenGroupAlone) {
  auto frozen = torch::ones(3);
  auto trained = torch::ones(3);
  AdamW optimiser({{.parameters = {frozen}, .rate_scale = 0}, {.parameters = {trained}}}, 0.01);
  trained.mutable_grad() = torch::ones(3);

  optimiser.step(0.1);

  EXPECT_FALSE(frozen.requires_grad());
  EXPECT_TRUE(torch::equal(frozen, torch::ones(3)));
  EXPECT_FALSE(torch::equal(trained, torch::ones(3)));
}

TEST(AdamW, ScalesTheRateOfAGroup) {
  auto slow = torch::zeros(1);
  auto fast = torch::zeros(1);
  AdamW optimiser({{.parameters = {slow}, .rate_scale = 0.1}, {.parameters = {fast}}}, 0);
  slow.mutable_grad() = torch::ones(1);
  fast.mutable_grad() = torch::ones(1);

  optimiser.step(0.1);

  EXPECT_NEAR(slow.item<double>(), -0.01, 1e-6);
  EXPECT_NEAR(fast.item<double>(), -0.1, 1e-6);
}

TEST(Ema, StartsFastAndThenForgetsSlowly) {
  torch::nn::Linear net(1, 1);
  torch::nn::Linear average(1, 1);
  Ema ema(*net, *average, 0.995);
  const float start = average->weight.item<float>();
  EXPECT_FLOAT_EQ(start, net->weight.item<float>());
  net->weight.data().fill_(start + 11);

  ema.update();  // keeps 1 / 11

  EXPECT_NEAR(average->weight.item<float>(), start + 10, 1e-4);
}

TEST(Ema, CopiesWhatIsFrozenOnce) {
  torch::nn::Linear net(1, 1);
  torch::nn::Linear average(1, 1);
  net->weight.set_requires_grad(false);
  Ema ema(*net, *average, 0);
  const auto start = net->weight.clone();
  EXPECT_TRUE(torch::equal(average->weight, start));
  net->weight.fill_(7);
  net->bias.data().fill_(7);

  ema.update();

  EXPECT_TRUE(torch::equal(average->weight, start));
  EXPECT_FLOAT_EQ(average->bias.item<float>(), 7);
}

TEST(Ema, AveragesBatchNormStatisticsToo) {
  torch::nn::BatchNorm1d net(2);
  torch::nn::BatchNorm1d average(2);
  Ema ema(*net, *average, 0);
  net->running_mean.fill_(3);

  ema.update();

  EXPECT_TRUE(torch::equal(average->running_mean, torch::full({2}, 3.0F)));
}

}  // namespace
}  // namespace petseg
