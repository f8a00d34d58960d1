#include "petseg/nn/upsample.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace petseg {
namespace {

TEST(UpsampleTwice, KeepsAConstantAndDoublesTheSize) {
  const auto up = upsample_twice(torch::full({1, 2, 3, 5}, 7.0));

  EXPECT_EQ(up.sizes(), (std::vector<std::int64_t>{1, 2, 6, 10}));
  EXPECT_TRUE(torch::allclose(up, torch::full_like(up, 7.0)));
}

/// The gradient's parity with LibTorch's own, through a concatenation as in the decoder.
class UpsampleGradient : public testing::TestWithParam<std::vector<std::int64_t>> {
 protected:
  UpsampleGradient() { torch::manual_seed(0); }

  static torch::Tensor gradient(torch::Tensor x, const torch::Tensor& skip,
                                const torch::Tensor& weight, bool ours) {
    x = x.detach().clone(at::MemoryFormat::Preserve).requires_grad_();
    const auto up = ours ? upsample_twice(x)
                         : at::upsample_bilinear2d(x, c10::nullopt, /*align_corners=*/false,
                                                   at::ArrayRef<double>({2.0, 2.0}));
    (torch::cat({up, skip}, 1).to(torch::kFloat32) * weight).sum().backward();
    return x.grad();
  }

  void expect_same_as_torch(torch::ScalarType type, double tolerance) {
    const auto nhwc = [](const torch::Tensor& t) {
      return t.contiguous(at::MemoryFormat::ChannelsLast);
    };
    auto shape = GetParam();
    const auto x = nhwc(torch::randn(shape));
    shape[1] = 3;
    shape[2] *= 2;
    shape[3] *= 2;
    const auto skip = nhwc(torch::randn(shape));
    shape[1] += x.size(1);
    const auto weight = nhwc(torch::randn(shape));

    const auto expected = gradient(x, skip, weight, /*ours=*/false);
    const auto found = gradient(x.to(type), skip.to(type), weight, /*ours=*/true);

    EXPECT_EQ(found.sizes(), expected.sizes());
    const auto error = (found.to(torch::kFloat32) - expected).abs().max() / expected.abs().max();
    EXPECT_LE(error.item<double>(), tolerance);
  }
};

TEST_P(UpsampleGradient, AgreesWithTorchInFloat32) { expect_same_as_torch(torch::kFloat32, 1e-6); }

TEST_P(UpsampleGradient, AgreesWithTorchInBfloat16) {
  expect_same_as_torch(torch::kBFloat16, 1e-2);
}

INSTANTIATE_TEST_SUITE_P(Shapes, UpsampleGradient,
                         testing::Values(std::vector<std::int64_t>{2, 64, 7, 5},
                                         std::vector<std::int64_t>{1, 9, 1, 4},
                                         std::vector<std::int64_t>{3, 5, 2, 1}));

}  // namespace
}  // namespace petseg
