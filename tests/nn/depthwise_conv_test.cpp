#include "petseg/nn/depthwise_conv.h"

#include <ostream>

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace petseg {
namespace {

struct Case {
  std::int64_t kernel, stride, padding, channels;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.kernel << "x" << c.kernel << " stride " << c.stride << " of " << c.channels;
}

class DepthwiseConv : public testing::TestWithParam<Case> {
 protected:
  DepthwiseConv() { torch::manual_seed(0); }

  torch::Tensor input(torch::ScalarType type) const {
    return torch::randn({2, GetParam().channels, 11, 14})
        .to(type)
        .contiguous(at::MemoryFormat::ChannelsLast)
        .requires_grad_();
  }

  struct Gradients {
    torch::Tensor y, x, weight, bias;
  };

  template <class Conv>
  Gradients run(const torch::Tensor& x0, const Conv& conv) {
    const auto x = x0.detach().clone(at::MemoryFormat::Preserve).requires_grad_();
    const auto w = weight.detach().clone().requires_grad_();
    const auto b = bias.detach().clone().requires_grad_();
    const auto y = conv(x, w, b);
    torch::manual_seed(1);
    (y.to(torch::kFloat32) * torch::randn(y.sizes())).sum().backward();
    return {y, x.grad(), w.grad(), b.grad()};
  }

  void expect_same_as_torch(torch::ScalarType type, double tolerance) {
    const auto [kernel, stride, padding, channels] = GetParam();
    const auto x = input(type);
    const auto expected = run(x.to(torch::kFloat32), [&, s = stride, p = padding, c = channels](
                                                         auto& in, auto& w, auto& b) {
      return torch::conv2d(in, w, b, s, p, 1, c);
    });
    const auto found = run(x, [&, s = stride, p = padding](auto& in, auto& w, auto& b) {
      return depthwise_conv2d(in, w, b, s, p);
    });
    const auto expect_close = [&](const torch::Tensor& a, const torch::Tensor& b,
                                  const char* what) {
      const auto error = (a.to(torch::kFloat32) - b).abs().max() / b.abs().max();
      EXPECT_LE(error.template item<double>(), tolerance) << what;
    };
    expect_close(found.y, expected.y, "y");
    expect_close(found.x, expected.x, "gradient of x");
    expect_close(found.weight, expected.weight, "gradient of weight");
    expect_close(found.bias, expected.bias, "gradient of bias");
  }

  torch::Tensor weight =
      torch::randn({GetParam().channels, 1, GetParam().kernel, GetParam().kernel});
  torch::Tensor bias = torch::randn({GetParam().channels});
};

TEST_P(DepthwiseConv, AgreesWithTorchInFloat32) { expect_same_as_torch(torch::kFloat32, 1e-5); }

TEST_P(DepthwiseConv, AgreesWithTorchInBfloat16) { expect_same_as_torch(torch::kBFloat16, 1e-2); }

INSTANTIATE_TEST_SUITE_P(Shapes, DepthwiseConv,
                         testing::Values(Case{3, 1, 1, 16}, Case{3, 2, 0, 96}, Case{5, 1, 2, 64},
                                         Case{5, 2, 0, 48}, Case{5, 2, 2, 80}));

}  // namespace
}  // namespace petseg
