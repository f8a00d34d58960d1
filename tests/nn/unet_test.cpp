#include "petseg/nn/unet.h"

#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/runtime/interpreter.h>
#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"
#include "petseg/nn/precision.h"
#include "petseg/nn/state_dict.h"

#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const EncoderSpec& lite0() { return find_encoder("EfficientNetLite0-Unet", "test"); }

TEST(UNet, GivesLogitsAtTheInputsOwnSize) {
  const torch::NoGradGuard no_grad;
  for (const EncoderSpec& spec : encoder_specs()) {
    UNet net(spec);
    net->eval();

    const auto logits = net(torch::zeros({2, 3, 64, 96}));

    EXPECT_EQ(logits.sizes(), (std::vector<std::int64_t>{2, kNumClasses, 64, 96})) << spec.model;
    EXPECT_EQ(logits.scalar_type(), torch::kFloat32);
  }
}

/// Each encoder with the default decoder, and one with each kind of decoder.
std::vector<UNet> each_kind_of_net() {
  const std::vector<int> channels{16, 16, 16, 16};
  std::vector<UNet> nets;
  for (const EncoderSpec& spec : encoder_specs()) {
    nets.emplace_back(spec, DecoderOptions{.channels = channels});
  }
  for (const char* upsampling : {"nearest", "transposed"}) {
    nets.emplace_back(lite0(), DecoderOptions{.channels = channels, .upsampling = upsampling});
  }
  return nets;
}

using Function = std::function<torch::Tensor(const torch::Tensor&)>;

/// Traced with one input, it has to give at another size what the function gives.
void expect_traces(const Function& function) {
  const auto forward = [&](torch::jit::Stack inputs) -> torch::jit::Stack {
    return {function(inputs[0].toTensor())};
  };
  const auto traced = torch::jit::tracer::trace(
      {torch::randn({1, 3, 32, 64})}, forward, [](const torch::autograd::Variable&) { return ""; });
  const torch::jit::Code code(traced.first->graph, "forward");
  const auto x = torch::randn({2, 3, 96, 32});
  torch::jit::Stack stack{x};

  torch::jit::InterpreterState(code).run(stack);

  EXPECT_TRUE(torch::allclose(stack.at(0).toTensor(), function(x), 1e-3, 1e-4));
}

/// What an export of the network relies on: no operation may depend on the sizes it was traced
/// with.
TEST(UNet, TracedAtOneSizeItsHalvesWorkAtOthers) {
  const torch::NoGradGuard no_grad;
  for (UNet net : each_kind_of_net()) {
    net->eval();
    for (auto& parameter : net->parameters()) parameter.set_requires_grad(false);
    expect_traces([&](const torch::Tensor& x) { return net->look(x).logits; });
    if (net->classifier() == nullptr) continue;
    expect_traces([&](const torch::Tensor& x) { return net->look(x).evidence; });
    expect_traces([&](const torch::Tensor& x) { return net->species_odds(x); });
  }
}

TEST(UNet, IsTheSameInChannelsLast) {
  torch::manual_seed(0);
  UNet net(lite0());
  net->eval();
  const torch::NoGradGuard no_grad;
  const auto x = torch::randn({1, 3, 64, 64});
  const auto expected = net(x);

  to_channels_last(*net);
  const auto found = net(x.contiguous(at::MemoryFormat::ChannelsLast));

  EXPECT_TRUE(torch::allclose(found, expected, 1e-3, 1e-4));
}

TEST(UNet, EveryParameterButTheClassifiersGetsAGradientInBf16Too) {
  for (UNet net : each_kind_of_net()) {
    net->train();
    to_channels_last(*net);
    const auto x = torch::randn({2, 3, 32, 32}).contiguous(at::MemoryFormat::ChannelsLast);
    torch::Tensor logits;
    {
      const Autocast bf16(true);
      logits = net(x);
    }
    logits.square().mean().backward();

    for (const auto& item : net->named_parameters()) {
      const bool classifies = item.key().starts_with("classifier.");
      EXPECT_NE(item.value().grad().defined(), classifies) << item.key();
    }
  }
}

TEST(UNet, DecoderHasTheChannelsAndTheUpsamplingOfItsOptions) {
  const auto sizes = [](UNet net, const char* name) {
    return state_dict_of(*net).at(name).sizes().vec();
  };
  using Sizes = std::vector<std::int64_t>;

  UNet net(lite0());
  EXPECT_EQ(net->decoder_options().channels, (std::vector<int>{128, 64, 48, 32}));
  EXPECT_EQ(sizes(net, "head.weight"), (Sizes{3, 32, 1, 1}));

  UNet narrow(lite0(), DecoderOptions{.channels = {16, 12, 8, 4}});
  EXPECT_EQ(sizes(narrow, "decoder.1.conv1.weight"), (Sizes{12, 16 + 40, 3, 3}));
  EXPECT_EQ(sizes(narrow, "head.weight"), (Sizes{3, 4, 1, 1}));

  UNet learnt(lite0(), DecoderOptions{.channels = {16, 12, 8, 4}, .upsampling = "transposed"});
  EXPECT_EQ(sizes(learnt, "decoder.1.up.weight"), (Sizes{16, 12, 2, 2}));
  EXPECT_EQ(sizes(learnt, "decoder.1.conv1.weight"), (Sizes{12, 12 + 40, 3, 3}));
}

TEST(UNet, UpsamplingChangesWhatItSays) {
  torch::manual_seed(0);
  UNet bilinear(lite0());
  UNet nearest(lite0(), DecoderOptions{.upsampling = "nearest"});
  load_state_dict(*nearest, state_dict_of(*bilinear));
  bilinear->eval();
  nearest->eval();
  const torch::NoGradGuard no_grad;
  const auto x = torch::randn({1, 3, 64, 64});

  EXPECT_FALSE(torch::allclose(bilinear(x), nearest(x)));
}

TEST(UNet, DropoutLeavesDeepFeaturesOutInTrainingOnly) {
  const EncoderSpec& spec = find_encoder("ResNet18-Unet", "test");
  const auto changes = [&](double dropout, bool training) {
    UNet net(spec, DecoderOptions{.dropout = dropout});
    net->train(training);
    const torch::NoGradGuard no_grad;
    const auto x = torch::randn({2, 3, 64, 64});
    const auto first = net(x);
    return !torch::equal(first, net(x));
  };
  EXPECT_TRUE(changes(0.5, true));
  EXPECT_FALSE(changes(0.0, true));
  EXPECT_FALSE(changes(0.5, false));
}

TEST(UNet, RefusesADecoderThatCannotBe) {
  const auto make = [](const DecoderOptions& options) {
    UNet(lite0(), options, "setup.json: /setup");
  };
  EXPECT_ERROR(
      make({.channels = {64, 32, 16}}), ConfigError,
      AllOf(HasSubstr("setup.json: /setup/decoder_channels: 3 numbers"), HasSubstr("expected 4")));
  EXPECT_ERROR(make({.channels = {64, 32, 16, 0}}), ConfigError, HasSubstr("at least 1"));
  EXPECT_ERROR(make({.channels = {2000, 32, 16, 8}}), ConfigError, HasSubstr("at most 1024"));
  EXPECT_ERROR(make({.upsampling = "bilinaer"}), ConfigError,
               AllOf(HasSubstr("/setup/upsampling"), HasSubstr("did you mean \"bilinear\"?")));
  EXPECT_ERROR(make({.dropout = 1}), ConfigError, HasSubstr("/setup/dropout: 1"));
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
