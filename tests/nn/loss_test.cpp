#include "petseg/nn/loss.h"

#include <cmath>

#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"

#include "core/json.h"
#include "nn/golden_file.h"
#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The cases of scripts/make_golden_training.py.
torch::Tensor golden_logits() {
  std::vector<float> values(2 * 3 * 4 * 5);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(2 * std::sin(0.7 * static_cast<double>(i)));
  }
  return torch::tensor(values).view({2, 3, 4, 5});
}

torch::Tensor golden_target(bool some_ignored = false) {
  std::vector<std::int64_t> values(2 * 4 * 5);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool is_ignored = some_ignored && i % 7 == 3;
    values[i] = is_ignored ? kIgnoreLabel : static_cast<std::int64_t>(i * i % 3);
  }
  return torch::tensor(values).view({2, 4, 5});
}

struct Answer {
  double value;
  torch::Tensor gradient;
};

Answer answer(Loss loss, const torch::Tensor& logits, const torch::Tensor& target) {
  const auto input = logits.clone().requires_grad_();
  const auto value = loss(input, target);
  value.backward();
  return {value.item<double>(), input.grad()};
}

void expect_golden(const Answer& found, const Json& golden) {
  EXPECT_NEAR(found.value, golden.at("value").get<double>(), 1e-5);
  const auto gradient = torch::tensor(golden.at("gradient").get<std::vector<float>>());
  EXPECT_TRUE(torch::allclose(found.gradient.flatten(), gradient, 1e-4, 1e-6));
}

class EachLoss : public testing::TestWithParam<const char*> {
 protected:
  Loss loss = find_loss(GetParam(), "test");
};

TEST_P(EachLoss, HasThePyTorchValueAndGradient) {
  const Json golden = read_json(golden_file("losses.json"));

  expect_golden(answer(loss, golden_logits(), golden_target()), golden.at(GetParam()));
}

TEST_P(EachLoss, HasThePyTorchValueAndGradientOfTheKnownPixels) {
  const Json golden = read_json(golden_file("losses.json")).at("some_ignored");
  const auto target = golden_target(/*some_ignored=*/true);

  const Answer found = answer(loss, golden_logits(), target);

  expect_golden(found, golden.at(GetParam()));
  const auto ignored = target.eq(kIgnoreLabel).unsqueeze(1).expand_as(found.gradient);
  EXPECT_TRUE(found.gradient.masked_select(ignored).eq(0).all().item<bool>());
}

TEST_P(EachLoss, DoesNotDependOnIgnoredPixels) {
  const auto target = golden_target(/*some_ignored=*/true);
  const auto logits = golden_logits();
  const auto others = torch::where(target.eq(kIgnoreLabel).unsqueeze(1), 9 - 3 * logits, logits);

  const Answer found = answer(loss, logits, target);
  const Answer same = answer(loss, others, target);

  EXPECT_EQ(found.value, same.value);
  EXPECT_TRUE(torch::equal(found.gradient, same.gradient));
}

TEST_P(EachLoss, OfABatchDoesNotSeeAPhotoWithoutKnownPixels) {
  const auto logits = golden_logits();
  auto target = golden_target();
  target[1].fill_(kIgnoreLabel);

  const Answer both = answer(loss, logits, target);
  const Answer first = answer(loss, logits.narrow(0, 0, 1), target.narrow(0, 0, 1));

  EXPECT_NEAR(both.value, first.value, 1e-6);
  EXPECT_TRUE(torch::allclose(both.gradient[0], first.gradient[0], 1e-4, 1e-7));
}

TEST_P(EachLoss, IsZeroWithoutKnownPixels) {
  const auto target = torch::full({2, 4, 5}, kIgnoreLabel, torch::kInt64);

  const Answer found = answer(loss, golden_logits(), target);

  EXPECT_EQ(found.value, 0);
  EXPECT_TRUE(found.gradient.eq(0).all().item<bool>());
}

INSTANTIATE_TEST_SUITE_P(Losses, EachLoss, testing::Values("CE+Dice", "DiceLoss"));

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
