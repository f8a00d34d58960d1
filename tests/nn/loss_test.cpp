#include "petseg/nn/loss.h"

#include <cmath>

#include <torch/torch.h>

#include "petseg/core/error.h"

#include "core/json.h"
#include "nn/golden_file.h"
#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The case of scripts/make_golden_training.py.
torch::Tensor golden_logits() {
  std::vector<float> values(2 * 3 * 4 * 5);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(2 * std::sin(0.7 * static_cast<double>(i)));
  }
  return torch::tensor(values).view({2, 3, 4, 5}).requires_grad_();
}

torch::Tensor golden_target() {
  std::vector<std::int64_t> values(2 * 4 * 5);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int64_t>(i * i % 3);
  return torch::tensor(values).view({2, 4, 5});
}

class GoldenLoss : public testing::TestWithParam<const char*> {};

TEST_P(GoldenLoss, HasThePyTorchValueAndGradient) {
  const Json golden = read_json(golden_file("losses.json")).at(GetParam());
  const auto logits = golden_logits();

  const auto loss = find_loss(GetParam(), "test")(logits, golden_target());
  loss.backward();

  EXPECT_NEAR(loss.item<double>(), golden.at("value").get<double>(), 1e-5);
  const auto expected = golden.at("gradient").get<std::vector<float>>();
  EXPECT_TRUE(torch::allclose(logits.grad().flatten(), torch::tensor(expected), 1e-4, 1e-6));
}

INSTANTIATE_TEST_SUITE_P(Losses, GoldenLoss, testing::Values("CE+Dice", "DiceLoss"));

TEST(Loss, IsNearZeroForACertainAndRightAnswer) {
  const auto target = golden_target();
  const auto logits = torch::one_hot(target, 3).permute({0, 3, 1, 2}).to(torch::kFloat32) * 50;

  EXPECT_LT(cross_entropy_dice_loss(logits, target).item<double>(), 1e-3);
}

TEST(Loss, UnknownNameIsAnsweredWithTheKnownOnes) {
  EXPECT_ERROR(find_loss("DiceLos", "setup.json: /setup/loss"), ConfigError,
               AllOf(HasSubstr("setup.json: /setup/loss"), HasSubstr("did you mean \"DiceLoss\"")));
}

}  // namespace
}  // namespace petseg
