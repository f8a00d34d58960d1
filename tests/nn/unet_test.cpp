#include "petseg/nn/unet.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/nn/precision.h"

namespace petseg {
namespace {

TEST(UNet, GivesLogitsAtTheInputsOwnSize) {
  UNet net(find_encoder("EfficientNetLite0-Unet", "test"));
  net->eval();
  const torch::NoGradGuard no_grad;

  const auto logits = net(torch::zeros({2, 3, 64, 96}));

  EXPECT_EQ(logits.sizes(), (std::vector<std::int64_t>{2, kNumClasses, 64, 96}));
}

TEST(UNet, IsTheSameInChannelsLast) {
  torch::manual_seed(0);
  UNet net(find_encoder("EfficientNetLite0-Unet", "test"));
  net->eval();
  const torch::NoGradGuard no_grad;
  const auto x = torch::randn({1, 3, 64, 64});
  const auto expected = net(x);

  to_channels_last(*net);
  const auto found = net(x.contiguous(at::MemoryFormat::ChannelsLast));

  EXPECT_TRUE(torch::allclose(found, expected, 1e-3, 1e-4));
}

TEST(UNet, EveryParameterButTheClassifiersGetsAGradient) {
  UNet net(find_encoder("EfficientNetLite0-Unet", "test"));
  net->train();

  net(torch::randn({2, 3, 64, 64})).square().mean().backward();

  for (const auto& item : net->named_parameters()) {
    const bool classifies = item.key().starts_with("classifier.");
    EXPECT_NE(item.value().grad().defined(), classifies) << item.key();
  }
}

TEST(Autocast, EndsWithItsScope) {
  const auto a = torch::ones({4, 4});
  {
    const Autocast bf16(true);
    EXPECT_EQ(torch::mm(a, a).scalar_type(), torch::kBFloat16);
  }
  EXPECT_EQ(torch::mm(a, a).scalar_type(), torch::kFloat32);
}

}  // namespace
}  // namespace petseg
