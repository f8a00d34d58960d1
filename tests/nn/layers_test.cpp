#include "petseg/nn/layers.h"

#include <optional>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/nn/folded_weights.h"
#include "petseg/nn/precision.h"

namespace petseg {
namespace {

namespace nn = torch::nn;

struct ConvNormTest : testing::Test {
  ConvNormTest() {
    torch::manual_seed(0);
    norm->weight.data().uniform_(0.5, 2);
    norm->bias.data().normal_();
    norm->running_mean.normal_();
    norm->running_var.uniform_(0.5, 2);
    norm->eval();
  }

  torch::Tensor unfolded(const torch::Tensor& input) { return norm(conv(input)); }

  nn::Conv2d conv{nn::Conv2dOptions(8, 8, 3).padding(1).stride(2).groups(4).bias(false)};
  nn::BatchNorm2d norm{8};
  torch::Tensor x = torch::randn({2, 8, 10, 12});
};

TEST_F(ConvNormTest, FoldedGivesTheSameValues) {
  EXPECT_TRUE(torch::allclose(conv_norm(x, conv, norm), unfolded(x), 1e-4, 1e-5));
}

TEST_F(ConvNormTest, FoldedGivesTheSameGradients) {
  const auto target = torch::randn_like(unfolded(x));
  (unfolded(x) * target).sum().backward();
  const auto conv_gradient = conv->weight.grad().clone();
  const auto scale_gradient = norm->weight.grad().clone();
  const auto shift_gradient = norm->bias.grad().clone();
  conv->zero_grad();
  norm->zero_grad();

  (conv_norm(x, conv, norm) * target).sum().backward();

  EXPECT_TRUE(torch::allclose(conv->weight.grad(), conv_gradient, 1e-3, 1e-4));
  EXPECT_TRUE(torch::allclose(norm->weight.grad(), scale_gradient, 1e-3, 1e-4));
  EXPECT_TRUE(torch::allclose(norm->bias.grad(), shift_gradient, 1e-3, 1e-4));
}

TEST_F(ConvNormTest, KeptWeightsGiveTheSameBits) {
  const torch::NoGradGuard no_grad;
  for (const bool in_bf16 : {false, true}) {
    const Autocast precision(in_bf16);
    const auto expected = conv_norm(x, conv, norm);
    FoldedWeights weights;
    const FoldedWeights::Use use(weights);
    for (int pass = 0; pass < 2; ++pass) {
      EXPECT_TRUE(torch::equal(conv_norm(x, conv, norm), expected)) << in_bf16 << pass;
    }
  }
}

TEST_F(ConvNormTest, TheActivationFollows) {
  const torch::NoGradGuard no_grad;
  const auto before = unfolded(x);
  FoldedWeights weights;
  for (const bool are_kept : {false, true}) {
    std::optional<FoldedWeights::Use> use;
    if (are_kept) use.emplace(weights);
    const auto relu = conv_norm(x, conv, norm, Activation::kRelu);
    EXPECT_TRUE(torch::allclose(relu, before.relu(), 1e-4, 1e-5)) << are_kept;
    const auto relu6 = conv_norm(x, conv, norm, Activation::kRelu6);
    EXPECT_TRUE(torch::allclose(relu6, torch::relu6(before), 1e-4, 1e-5)) << are_kept;
  }
}

TEST_F(ConvNormTest, StridedOnesArePaddedAsTensorFlowDoes) {
  const torch::NoGradGuard no_grad;
  for (const int kernel : {3, 5}) {
    FoldedWeights weights;
    nn::Conv2d strided(nn::Conv2dOptions(8, 8, kernel).stride(2).groups(8).bias(false));
    const auto before = (kernel - 2) / 2, after = kernel - 2 - before;
    const auto padded = torch::constant_pad_nd(x, {before, after, before, after});
    const auto expected = norm(strided(padded));
    for (const bool are_kept : {false, true}) {
      std::optional<FoldedWeights::Use> use;
      if (are_kept) use.emplace(weights);
      const auto y = strided_conv_norm(x, strided, norm);
      EXPECT_EQ(y.sizes(), (torch::IntArrayRef{2, 8, 5, 6}));
      EXPECT_TRUE(torch::allclose(y, expected, 1e-4, 1e-5)) << kernel << are_kept;
    }
  }
}

TEST_F(ConvNormTest, KeptWeightsAreFoldedAnewWhenTheyChange) {
  const torch::NoGradGuard no_grad;
  FoldedWeights weights;
  const FoldedWeights::Use use(weights);
  conv_norm(x, conv, norm);

  for (auto& changed : {conv->weight, norm->weight, norm->bias, norm->running_mean}) {
    torch::Tensor(changed).add_(0.5);
    EXPECT_TRUE(torch::allclose(conv_norm(x, conv, norm), unfolded(x), 1e-4, 1e-5));
  }
}

TEST_F(ConvNormTest, InTrainingUpdatesTheRunningStatistics) {
  norm->train();
  const auto before = norm->running_mean.clone();

  conv_norm(x, conv, norm);

  EXPECT_FALSE(torch::equal(norm->running_mean, before));
}

}  // namespace
}  // namespace petseg
