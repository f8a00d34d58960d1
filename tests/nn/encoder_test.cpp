#include "petseg/nn/encoder.h"

#include <filesystem>

#include <torch/torch.h>

#include "petseg/core/cache_folder.h"
#include "petseg/core/error.h"
#include "petseg/nn/encoder_layers.h"
#include "petseg/nn/model_defaults.h"
#include "petseg/nn/safetensors.h"
#include "petseg/nn/species_classifier.h"

#include "nn/golden_file.h"
#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// max |a − b| against max |b|.
double relative_error(const torch::Tensor& a, const torch::Tensor& b) {
  return ((a - b).abs().max() / b.abs().max()).item<double>();
}

TEST(Encoder, Lite0GivesTheFeaturesThatPyTorchGives) {
  const EncoderSpec& spec = find_encoder("EfficientNetLite0-Unet", "test");
  if (!std::filesystem::exists(cache_folder() / "weights" / spec.weights.file)) {
    GTEST_SKIP() << "SKIPPED: no ImageNet weights in the cache; scripts/setup.sh puts them there";
  }
  const StateDict golden = read_safetensors(golden_file("efficientnet_lite0.safetensors"));
  const auto encoder = spec.make();
  const auto classifier = spec.make_classifier();
  const StateDict published = read_encoder_weights("imagenet", spec.weights);
  load_state_dict(*encoder, published, {.unused = spec.classifier_entries});
  load_state_dict(*classifier, published);
  const torch::NoGradGuard no_grad;

  encoder->eval();

  const auto taps = encoder->features(golden.at("input"));

  ASSERT_EQ(taps.size(), 5U);
  for (std::size_t i = 0; i < taps.size(); ++i) {
    EXPECT_LE(relative_error(taps[i], golden.at("tap" + std::to_string(i))), 1e-4) << "tap " << i;
  }
  EXPECT_LE(relative_error(classifier->evidence(taps[1]), golden.at("evidence")), 1e-4);
}

TEST(Encoder, TapsHaveTheShapesOfTheTableAtAnyMultipleOf32) {
  const torch::NoGradGuard no_grad;
  for (const EncoderSpec& spec : encoder_specs()) {
    const auto encoder = spec.make();
    encoder->eval();
    for (const auto& [height, width] : {std::pair{32, 32}, std::pair{64, 96}}) {
      const auto taps = encoder->features(torch::zeros({2, 3, height, width}));

      ASSERT_EQ(taps.size(), spec.taps.size());
      for (std::size_t i = 0; i < taps.size(); ++i) {
        const auto [channels, stride] = spec.taps[i];
        EXPECT_EQ(taps[i].sizes(),
                  (std::vector<std::int64_t>{2, channels, height / stride, width / stride}))
            << spec.model << " tap " << i;
      }
    }
  }
}

TEST(Encoder, EachTapIsHalfTheSizeOfTheOneBefore) {
  for (const EncoderSpec& spec : encoder_specs()) {
    EXPECT_LE(spec.taps.front().stride, 2) << spec.model;
    for (std::size_t i = 1; i < spec.taps.size(); ++i) {
      EXPECT_EQ(spec.taps[i].stride, 2 * spec.taps[i - 1].stride) << spec.model;
    }
  }
}

/// Names as the weights' publishers have them; the golden nets hold all of them against PyTorch's.
TEST(Encoder, ParametersAreNamedAsPublished) {
  const auto has = [](std::string_view model, const std::string& name) {
    return state_dict_of(*find_encoder(model, "test").make()).contains(name);
  };
  EXPECT_TRUE(has("VGG16-Unet", "features.28.bias"));
  EXPECT_TRUE(has("ResNet18-Unet", "layer4.1.bn2.running_var"));
  EXPECT_TRUE(has("ResNet34-Unet", "layer3.0.downsample.0.weight"));
  EXPECT_TRUE(has("MobileNetV2-Unet", "features.1.conv.0.0.weight"));
  EXPECT_TRUE(has("MobileNetV2-Unet", "features.17.conv.3.num_batches_tracked"));
}

TEST(Encoder, FirstParametersAreThoseThatTheFirstTapsComeFrom) {
  for (const EncoderSpec& spec : encoder_specs()) {
    const auto encoder = spec.make();
    encoder->eval();
    EXPECT_TRUE(encoder->first_parameters(0).empty());

    for (int taps = 1; taps <= 5; ++taps) {
      encoder->zero_grad();
      encoder->features(torch::rand({1, 3, 32, 32})).at(taps - 1).sum().backward();

      std::size_t reached = 0;
      for (const auto& parameter : encoder->parameters()) reached += parameter.grad().defined();
      const auto found = encoder->first_parameters(taps);
      EXPECT_EQ(found.size(), reached) << "taps " << taps;
      for (const auto& parameter : found) EXPECT_TRUE(parameter.grad().defined());
    }
  }
}

TEST(Encoder, HasARowInTheTableOfDefaults) {
  ASSERT_EQ(model_defaults().size(), encoder_specs().size());
  for (const EncoderSpec& spec : encoder_specs()) {
    const ModelDefaults& defaults = model_defaults(spec.model);
    EXPECT_EQ(defaults.has_weights, spec.has_weights()) << spec.model;
    EXPECT_EQ(defaults.decoder_channels.size(), spec.taps.size() - 1) << spec.model;
    EXPECT_EQ(encoder_layers(*spec.make()).size(), defaults.encoder_layers) << spec.model;
  }
}

TEST(Encoder, LayersHoldAllParametersInOrder) {
  for (const EncoderSpec& spec : encoder_specs()) {
    const auto encoder = spec.make();
    std::vector<torch::Tensor> of_layers;
    for (const auto& layer : encoder_layers(*encoder)) {
      EXPECT_EQ(layer.front().dim(), 4) << "a convolution's weight";
      EXPECT_LE(layer.size(), 3U);
      of_layers.insert(of_layers.end(), layer.begin(), layer.end());
    }
    const auto all = encoder->parameters();
    ASSERT_EQ(of_layers.size(), all.size()) << spec.model;
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_TRUE(all[i].is_same(of_layers[i]));
  }
}

TEST(Encoder, UnknownModelIsAnsweredWithTheKnownOnes) {
  EXPECT_ERROR(find_encoder("EficientNetLite0-Unet", "setup.json: /setup/model"), ConfigError,
               AllOf(HasSubstr("setup.json: /setup/model"), HasSubstr("did you mean"),
                     HasSubstr("\"EfficientNetLite0-Unet\"")));
}

}  // namespace
}  // namespace petseg
