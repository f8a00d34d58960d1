#include "petseg/nn/loss.h"

#include <cmath>
#include <functional>

#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"

#include "core/json.h"
#include "nn/golden_file.h"
#include "nn/pixel_loss.h"
#include "nn/truth.h"
#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The case of scripts/make_golden_training.py.
torch::Tensor golden_logits() {
  std::vector<float> values(2 * 3 * 5 * 7);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(2 * std::sin(0.7 * static_cast<double>(i)));
  }
  return torch::tensor(values).view({2, 3, 5, 7});
}

torch::Tensor golden_target(bool some_ignored = false) {
  auto target = torch::zeros({2, 5, 7}, torch::kInt64);
  target[0].narrow(1, 0, 2).fill_(kCat);
  target[1].narrow(0, 0, 2).narrow(1, 0, 2).fill_(kDog);
  if (some_ignored) target.view(-1).slice(0, 3, std::nullopt, 7).fill_(kIgnoreLabel);
  return target;
}

/// Logits of an answer that is certain and right.
torch::Tensor logits_of(const torch::Tensor& target) {
  return torch::one_hot(target, kNumClasses).permute({0, 3, 1, 2}).to(torch::kFloat32) * 50;
}

struct Answer {
  double value;
  torch::Tensor gradient;
};

Answer answer(const Loss& loss, const torch::Tensor& logits, const torch::Tensor& target) {
  const auto input = logits.clone().requires_grad_();
  const auto value = loss(input, target);
  value.backward();
  return {value.item<double>(), input.grad()};
}

Loss named(const std::string& terms) { return make_loss({.terms = terms}, "test"); }

LossOptions options_of(const Json& golden) {
  const Json& given = golden.at("options");
  LossOptions options{.terms = golden.at("terms").get<std::string>()};
  options.class_weights = given.value("class_weights", options.class_weights);
  options.label_smoothing = given.value("label_smoothing", options.label_smoothing);
  options.focal_gamma = given.value("focal_gamma", options.focal_gamma);
  options.tversky_alpha = given.value("tversky_alpha", options.tversky_alpha);
  options.tversky_beta = given.value("tversky_beta", options.tversky_beta);
  options.focal_tversky_gamma = given.value("focal_tversky_gamma", options.focal_tversky_gamma);
  options.boundary_weight = given.value("boundary_weight", options.boundary_weight);
  return options;
}

TEST(Loss, HasPyTorchsValueAndGradient) {
  double worst = 0;
  for (const Json& golden : read_json(golden_file("losses.json")).at("cases")) {
    SCOPED_TRACE(golden.at("terms").dump() + golden.at("options").dump());
    const auto target = golden_target(golden.at("some_ignored").get<bool>());
    const auto expected =
        torch::tensor(golden.at("gradient").get<std::vector<float>>()).view({2, 3, 5, 7});

    const Answer found = answer(make_loss(options_of(golden), "test"), golden_logits(), target);

    const double value = golden.at("value").get<double>();
    const double value_error = std::abs(found.value - value) / value;
    const double gradient_error =
        ((found.gradient - expected).abs().max() / expected.abs().max()).item<double>();
    EXPECT_LE(value_error, 2e-6);
    EXPECT_LE(gradient_error, 2e-6);
    worst = std::max({worst, value_error, gradient_error});
    const auto ignored = target.eq(kIgnoreLabel).unsqueeze(1).expand_as(found.gradient);
    EXPECT_TRUE(found.gradient.masked_select(ignored).eq(0).all().item<bool>());
  }
  RecordProperty("worst_relative_error", std::to_string(worst));
}

TEST(Loss, OfTheDefaultIsBitForBitCrossEntropyPlusDice) {
  const auto target = golden_target(/*some_ignored=*/true);
  const auto reference = [&](const torch::Tensor& logits, const torch::Tensor&) {
    const auto log_probs = logits.log_softmax(1);
    const auto known = target.unsqueeze(1).ne(kIgnoreLabel);
    const auto probs = log_probs.exp() * known;
    const auto truth = target.unsqueeze(1).eq(torch::arange(3).view({1, 3, 1, 1})).to(probs);
    const auto overlap = (probs * truth).sum({0, 2, 3});
    const auto total = probs.sum({0, 2, 3}) + truth.sum({0, 2, 3});
    return torch::nll_loss2d(log_probs, target, {}, at::Reduction::Mean, kIgnoreLabel) +
           (1 - ((2 * overlap + 1) / (total + 1)).mean());
  };

  const Answer found = answer(make_loss({}, "test"), golden_logits(), target);
  const Answer expected = answer(reference, golden_logits(), target);

  EXPECT_EQ(found.value, expected.value);
  EXPECT_TRUE(torch::equal(found.gradient, expected.gradient));
}

class EachLoss : public testing::TestWithParam<const char*> {
 protected:
  /// With whatever options there are, but for those that look at neighbours.
  LossOptions options{.terms = GetParam(),
                      .class_weights = {0.5, 2, 1},
                      .label_smoothing = 0.05,
                      .focal_gamma = 1.5,
                      .focal_tversky_gamma = 1.5};
  Loss loss = make_loss(options, "test");
};

TEST_P(EachLoss, HasTheGradientOfItsValue) {
  options.boundary_weight = 3;
  const Loss near_boundaries = make_loss(options, "test");
  const auto target = golden_target(/*some_ignored=*/true);
  const auto logits = golden_logits().to(torch::kFloat64);
  const auto gradient = answer(near_boundaries, logits, target).gradient.flatten();

  constexpr double kStep = 1e-6;
  for (std::int64_t i = 0; i < logits.numel(); i += 5) {
    auto above = logits.clone();
    auto below = logits.clone();
    above.view(-1)[i] += kStep;
    below.view(-1)[i] -= kStep;
    const auto rise = near_boundaries(above, target) - near_boundaries(below, target);
    EXPECT_NEAR(gradient[i].item<double>(), rise.item<double>() / (2 * kStep), 1e-8) << i;
  }
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
  const auto target = torch::full({2, 5, 7}, kIgnoreLabel, torch::kInt64);

  const Answer found = answer(loss, golden_logits(), target);

  EXPECT_EQ(found.value, 0);
  EXPECT_TRUE(found.gradient.eq(0).all().item<bool>());
}

TEST_P(EachLoss, DoesNotDependOnWherePixelsAre) {
  const auto target = golden_target(/*some_ignored=*/true);
  const auto logits = golden_logits();
  const auto order = torch::randperm(5 * 7);
  const auto moved = [&](const torch::Tensor& tensor) {
    return tensor.flatten(-2).index_select(-1, order).view(tensor.sizes()).contiguous();
  };

  const Answer found = answer(loss, logits, target);
  const Answer same = answer(loss, moved(logits), moved(target));

  EXPECT_NEAR(found.value, same.value, 1e-6);
  EXPECT_TRUE(torch::allclose(moved(found.gradient), same.gradient, 1e-4, 1e-7));
}

TEST_P(EachLoss, IsNearZeroAndHasAGradientForACertainAndRightAnswer) {
  options.label_smoothing = 0;
  for (const double gamma : {0.5, 2.0}) {  // 0.5: of a power whose slope at 0 has no end
    options.focal_gamma = gamma;
    options.focal_tversky_gamma = 1 / gamma;

    const Answer found =
        answer(make_loss(options, "test"), logits_of(golden_target()), golden_target());

    EXPECT_NEAR(found.value, 0, 1e-6);
    EXPECT_TRUE(found.gradient.isfinite().all().item<bool>());
    EXPECT_LT(found.gradient.abs().max().item<double>(), 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(Losses, EachLoss,
                         testing::Values("CE", "Dice", "Focal", "FocalTversky", "Jaccard", "Lovasz",
                                         "Tversky", "CE+Dice", "2*Focal + Lovasz"));

/// Hard masks that agree in part, and the Jaccard index of cats in them.
struct HardMasks {
  torch::Tensor target = torch::zeros({2, 40, 40}, torch::kInt64);
  torch::Tensor guess = torch::zeros({2, 40, 40}, torch::kInt64);
  double jaccard_loss = 0;

  HardMasks() {
    target.narrow(1, 0, 30).narrow(2, 0, 30).fill_(kCat);
    guess.narrow(1, 10, 30).narrow(2, 0, 30).fill_(kCat);
    const double both = (target.eq(kCat) & guess.eq(kCat)).sum().item<double>();
    const double either = (target.eq(kCat) | guess.eq(kCat)).sum().item<double>();
    jaccard_loss = 1 - both / either;
  }

  double loss_of_cats(const std::string& terms) const {
    const Loss loss = make_loss({.terms = terms, .class_weights = {0, 1, 0}}, "test");
    return loss(logits_of(guess), target).item<double>();
  }
};

TEST(Loss, LovaszIsTheJaccardLossOfHardMasks) {
  const HardMasks masks;

  EXPECT_NEAR(masks.loss_of_cats("Lovasz"), masks.jaccard_loss, 1e-6);
}

TEST(Loss, JaccardAndDiceOfHardMasksAreRelated) {
  const HardMasks masks;
  constexpr double kSmoothing = 1e-3;  // 1 on hundreds of pixels

  EXPECT_NEAR(masks.loss_of_cats("Jaccard"), masks.jaccard_loss, kSmoothing);
  const double dice = 1 - masks.loss_of_cats("Dice");
  EXPECT_NEAR(masks.loss_of_cats("Jaccard"), 1 - dice / (2 - dice), kSmoothing);
}

TEST(Loss, TverskyIsDiceWithHalvesAndJaccardWithOnes) {
  const auto of = [](const LossOptions& options) {
    return make_loss(options, "test")(golden_logits().repeat({1, 1, 9, 9}),
                                      golden_target().repeat({1, 9, 9}))
        .item<double>();
  };

  const double halves = of({.terms = "Tversky", .tversky_alpha = 0.5, .tversky_beta = 0.5});
  EXPECT_NEAR(halves, of({.terms = "Dice"}), 1e-3);  // whose smoothing is half as much
  EXPECT_NEAR(of({.terms = "Tversky", .tversky_alpha = 1, .tversky_beta = 1}),
              of({.terms = "Jaccard"}), 1e-6);
}

TEST(Loss, FocalWithoutFocusIsCrossEntropy) {
  const auto target = golden_target(/*some_ignored=*/true);
  const auto focal = make_loss({.terms = "Focal", .focal_gamma = 0}, "test");

  EXPECT_FLOAT_EQ(focal(golden_logits(), target).item<float>(),
                  named("CE")(golden_logits(), target).item<float>());
}

TEST(Loss, KnowsTheOriginalsNamesWeightsAndSpaces) {
  const auto value = [](const std::string& terms) {
    return named(terms)(golden_logits(), golden_target()).item<double>();
  };

  EXPECT_EQ(value("DiceLoss"), value("Dice"));
  EXPECT_EQ(value("FocalTverskyLoss"), value("FocalTversky"));
  EXPECT_NEAR(value(" 2 * CE+ 0.25*DiceLoss "), 2 * value("CE") + 0.25 * value("Dice"), 1e-6);
}

TEST(Loss, UnknownNameIsAnsweredWithTheKnownOnes) {
  EXPECT_ERROR(make_loss({.terms = "CE + Dicee"}, "setup.json: /setup"), ConfigError,
               AllOf(HasSubstr("setup.json: /setup/loss: \"Dicee\" is not one of the losses"),
                     HasSubstr("\"Lovasz\""), HasSubstr("did you mean \"Dice\"")));
}

TEST(Loss, RefusesWhatIsNoSum) {
  for (const char* terms : {"", "CE+", "+CE", "CE Dice", "2*", "CE*2", "1*2*CE", "CE-Dice"}) {
    EXPECT_ERROR(named(terms), ConfigError, HasSubstr("test/loss: "));
  }
  for (const char* terms : {"0*CE", "-1*CE", "nan*CE", "inf*CE", "1e999*CE", "*CE", "2x*CE"}) {
    EXPECT_ERROR(named(terms), ConfigError, HasSubstr("is not a number above 0"));
  }
}

TEST(Loss, RefusesClassWeightsThatAreNotOfTheClasses) {
  for (const std::vector<double>& weights : {std::vector<double>{1, 2}, {1, 1, 1, 1}, {0, 0, 0}}) {
    EXPECT_ERROR(make_loss({.class_weights = weights}, "setup.json: /setup"), ConfigError,
                 AllOf(HasSubstr("setup.json: /setup/class_weights: ["), HasSubstr("3 numbers"),
                       HasSubstr("background, cat, dog")));
  }
}

TEST(NearBoundary, ReachesThreePixelsOverIgnoredOnes) {
  auto target = torch::zeros({1, 1, 12}, torch::kInt64);
  target[0][0].slice(0, 6).fill_(kDog);
  const auto near = [&] {
    const auto found = near_boundary(Truth(target), kNumClasses).flatten();
    std::string text;
    for (std::int64_t i = 0; i < found.numel(); ++i) text += found[i].item<bool>() ? '#' : '.';
    return text;
  };

  EXPECT_EQ(near(), "...######...");

  target[0][0].slice(0, 5, 7).fill_(kIgnoreLabel);
  EXPECT_EQ(near(), "....####....");
  target[0][0].slice(0, 5, 9).fill_(kIgnoreLabel);
  EXPECT_EQ(near(), "......##....");
  target.fill_(kIgnoreLabel);
  EXPECT_EQ(near(), "............");
}

}  // namespace
}  // namespace petseg
