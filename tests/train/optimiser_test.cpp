#include "petseg/train/optimiser.h"

#include <cmath>
#include <filesystem>

#include <torch/torch.h>

#include "petseg/core/error.h"
#include "petseg/train/ema.h"

#include "core/json.h"
#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Two parameters, and the gradients of scripts/make_golden_training.py.
struct Trained {
  torch::Tensor weight = torch::tensor({1.0F, -2.0F, 0.5F});
  torch::Tensor bias = torch::tensor({0.25F}).view({1, 1});
  Optimiser optimiser;

  explicit Trained(const OptimiserOptions& options)
      : optimiser({{.parameters = {weight, bias}}}, options) {}

  void step(int step, double gradient_clip = 0) {
    weight.mutable_grad() = torch::tensor(
        {static_cast<float>(std::sin(step + 1.0)), 0.5F * static_cast<float>(step), -1.0F});
    bias.mutable_grad() = torch::tensor({static_cast<float>(std::cos(step + 1.0))}).view({1, 1});
    optimiser.clip_gradients(gradient_clip);
    optimiser.step(0.1);
  }
};

OptimiserOptions options_of(const Json& golden) {
  const Json& given = golden.at("options");
  return {.name = golden.at("optimizer").get<std::string>(),
          .weight_decay = given.at("weight_decay").get<double>(),
          .momentum = given.value("momentum", 0.9),
          .nesterov = given.value("nesterov", false)};
}

void expect_values(const torch::Tensor& found, const Json& golden) {
  const auto expected = torch::tensor(golden.get<std::vector<float>>());
  const auto error = (found.flatten() - expected).abs().max() / expected.abs().max();
  EXPECT_LE(error.item<double>(), 1e-6);
}

TEST(Optimiser, FollowsPyTorch) {
  const auto file = std::filesystem::path(__FILE__).parent_path() / "golden/optimisers.json";
  for (const Json& golden : read_json(file).at("cases")) {
    Trained trained(options_of(golden));
    for (int step = 0; step < 6; ++step) {
      SCOPED_TRACE(golden.at("optimizer").dump() + golden.at("options").dump() + " step " +
                   std::to_string(step));
      trained.step(step, golden.at("gradient_clip").get<double>());

      expect_values(trained.weight, golden.at("steps").at(step).at("weight"));
      expect_values(trained.bias, golden.at("steps").at(step).at("bias"));
    }
  }
}

TEST(Optimiser, LeavesAFrozenGroupAlone) {
  auto frozen = torch::ones(3);
  auto trained = torch::ones(3);
  Optimiser optimiser({{.parameters = {frozen}, .rate_scale = 0}, {.parameters = {trained}}}, {});
  trained.mutable_grad() = torch::ones(3);

  optimiser.step(0.1);

  EXPECT_FALSE(frozen.requires_grad());
  EXPECT_TRUE(torch::equal(frozen, torch::ones(3)));
  EXPECT_FALSE(torch::equal(trained, torch::ones(3)));
}

TEST(Optimiser, ScalesTheRateOfAGroup) {
  auto slow = torch::zeros(1);
  auto fast = torch::zeros(1);
  Optimiser optimiser({{.parameters = {slow}, .rate_scale = 0.1}, {.parameters = {fast}}},
                      {.weight_decay = 0});
  slow.mutable_grad() = torch::ones(1);
  fast.mutable_grad() = torch::ones(1);

  optimiser.step(0.1);

  EXPECT_NEAR(slow.item<double>(), -0.01, 1e-6);
  EXPECT_NEAR(fast.item<double>(), -0.1, 1e-6);
}

TEST(Optimiser, ClipsAllGradientsByOneFactorAndOnlyWhereTheyAreTooLarge) {
  auto first = torch::zeros(1);
  auto second = torch::zeros(1);
  Optimiser optimiser({{.parameters = {first}, .rate_scale = 0.1}, {.parameters = {second}}}, {});
  first.mutable_grad() = torch::full(1, 3.0F);
  second.mutable_grad() = torch::full(1, 4.0F);

  optimiser.clip_gradients(0);
  optimiser.clip_gradients(5.1);
  EXPECT_EQ(second.grad().item<float>(), 4);

  optimiser.clip_gradients(0.5);
  EXPECT_NEAR(first.grad().item<double>(), 0.3, 1e-6);
  EXPECT_NEAR(second.grad().item<double>(), 0.4, 1e-6);
}

class EachOptimiser : public testing::TestWithParam<const char*> {
 protected:
  OptimiserOptions options{.name = GetParam(), .weight_decay = 0.1};
};

TEST_P(EachOptimiser, GoesOnFromItsStateBitForBit) {
  Trained whole(options);
  for (int step = 0; step < 3; ++step) whole.step(step);
  StateDict state;
  for (const auto& [name, tensor] : whole.optimiser.state()) state[name] = tensor.clone();
  Trained resumed(options);
  resumed.weight.set_data(whole.weight.detach().clone());
  resumed.bias.set_data(whole.bias.detach().clone());

  resumed.optimiser.load_state(state, "test");
  for (int step = 3; step < 6; ++step) {
    whole.step(step);
    resumed.step(step);
  }

  EXPECT_TRUE(torch::equal(resumed.weight, whole.weight));
  EXPECT_TRUE(torch::equal(resumed.bias, whole.bias));
}

TEST_P(EachOptimiser, RefusesTheStateOfAnotherAndKeepsItsOwn) {
  Trained trained(options);
  trained.step(0);
  StateDict before;
  for (const auto& [name, tensor] : trained.optimiser.state()) before[name] = tensor.clone();

  StateDict wrong_shape = before;
  wrong_shape.begin()->second = torch::zeros({7});
  StateDict wrong_name = before;
  auto node = wrong_name.extract(wrong_name.begin());
  node.key() = "another";
  wrong_name.insert(std::move(node));
  for (const StateDict& wrong : {wrong_shape, wrong_name}) {
    EXPECT_ERROR(trained.optimiser.load_state(wrong, "last.safetensors"), DataError,
                 AllOf(HasSubstr("last.safetensors: "), HasSubstr("0.0.")));
  }
  EXPECT_ERROR(trained.optimiser.load_state({}, "last.safetensors"), DataError,
               HasSubstr("0 tensors of the optimiser's state, expected"));

  for (const auto& [name, tensor] : trained.optimiser.state()) {
    EXPECT_TRUE(torch::equal(tensor, before.at(name))) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Optimisers, EachOptimiser, testing::Values("AdamW", "Adam", "SGD"));

TEST(Optimiser, KeepsNothingWithoutMomentum) {
  EXPECT_TRUE(Trained({.name = "SGD", .momentum = 0}).optimiser.state().empty());
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
