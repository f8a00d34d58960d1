#include "petseg/bundle/torchscript.h"

#include <gtest/gtest.h>
#include <torch/script.h>
#include <torch/torch.h>

#include "petseg/nn/model_defaults.h"

#include "support/temp_dir.h"

namespace petseg {
namespace {

/// Blobs of colour on grey, 0 to 255.
torch::Tensor photos(std::int64_t height, std::int64_t width) {
  const auto noise = torch::rand({2, 3, height / 16, width / 16});
  return torch::upsample_bilinear2d(noise, {height, width}, false).mul(255);
}

/// A net whose logits make regions of each class, and whose classifier says different things.
Bundle lively_bundle(const std::string& model) {
  torch::manual_seed(1);
  Bundle bundle{.model = model,
                .preprocessing = {.mean = {127, 127, 127}, .std = {128, 128, 128}},
                .net = make_net(model, "test")};
  const torch::NoGradGuard no_grad;
  for (const auto& item : bundle.net->named_parameters()) {
    if (item.key() == "head.weight") item.value().mul_(30);
    if (item.key() == "classifier._fc.weight") item.value().normal_(0, 0.5);
  }
  bundle.net->eval();
  return bundle;
}

class TorchScript : public testing::TestWithParam<const char*> {};

TEST_P(TorchScript, GivesTheNetsOwnLogitsAtAnySize) {
  const TempDir dir;
  Bundle bundle = lively_bundle(GetParam());
  const auto file = dir.path() / "model.pth";
  save_torchscript(bundle, file);

  torch::jit::Module loaded = torch::jit::load(file.string());

  const torch::NoGradGuard no_grad;
  for (const auto& [height, width] : {std::pair{128, 160}, {256, 224}, {32, 32}}) {
    const auto x = photos(height, width);
    const auto expected = bundle.net->forward((x - 127) / 128);
    const auto found = loaded.forward({x}).toTensor();
    EXPECT_EQ(found.sizes(), expected.sizes());
    EXPECT_LE((found - expected).abs().max().item<double>(),
              1e-4 * expected.abs().max().item<double>())
        << height << " x " << width;
  }
  EXPECT_TRUE(bundle.net->parameters().back().requires_grad()) << "the net learns on";
}

INSTANTIATE_TEST_SUITE_P(Models, TorchScript,
                         testing::Values("EfficientNetLite0-Unet", "MobileNetV2-Unet", "Unet"));

}  // namespace
}  // namespace petseg
