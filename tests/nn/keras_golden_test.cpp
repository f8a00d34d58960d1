// VGG16's encoder as Keras saves it, against the same convolutions in plain PyTorch.
// scripts/make_golden_keras.py says what is in the files.

#include <filesystem>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/nn/encoder.h"
#include "petseg/nn/safetensors.h"

namespace petseg {
namespace {

class GoldenKeras : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(folder_ / "features.safetensors")) {
      GTEST_SKIP() << "SKIPPED: no " << folder_
                   << "; scripts/make_golden_keras.py writes it, which "
                   << "ctest runs first where Python has h5py and torch";
    }
  }

  std::filesystem::path folder_ = PETSEG_GOLDEN_KERAS;
};

TEST_P(GoldenKeras, GivesTheFeaturesThatPyTorchGives) {
  const EncoderSpec& spec = find_encoder("VGG16-Unet", "test");
  const StateDict golden = read_safetensors(folder_ / "features.safetensors");
  const auto encoder = spec.make();
  load_state_dict(*encoder, read_encoder_weights((folder_ / GetParam()).string(), spec.weights));
  const torch::NoGradGuard no_grad;

  const auto taps = encoder->features(golden.at("input"));

  ASSERT_EQ(taps.size(), 5U);
  for (std::size_t i = 0; i < taps.size(); ++i) {
    const torch::Tensor& expected = golden.at("tap" + std::to_string(i));
    const auto difference = (taps[i] - expected).abs().max().item<double>();
    EXPECT_LE(difference, 1e-4 * expected.abs().max().item<double>()) << "tap " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Layouts, GoldenKeras,
                         testing::Values("published.h5", "keras2.h5", "keras3.weights.h5"),
                         [](const auto& file) {
                           const std::string name = file.param;
                           return name.substr(0, name.find('.'));
                         });

}  // namespace
}  // namespace petseg
