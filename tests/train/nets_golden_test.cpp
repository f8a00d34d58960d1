// Each network against the same one in plain PyTorch, with the same random weights: features,
// logits, loss, gradients and one step of the optimiser. scripts/make_golden_nets.py says what is
// in a file.

#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/bundle/bundle.h"
#include "petseg/nn/loss.h"
#include "petseg/nn/safetensors.h"
#include "petseg/nn/state_dict.h"
#include "petseg/train/optimiser.h"

namespace petseg {
namespace {

constexpr double kTolerance = 1e-4;
constexpr double kGradientScale = 1e-6;  // these three as in the script
constexpr double kLearningRate = 0.1;
constexpr double kWeightDecay = 0.01;

double max_abs(const torch::Tensor& x) { return x.abs().max().item<double>(); }

class GoldenNet : public testing::TestWithParam<std::string_view> {
 protected:
  void SetUp() override {
    const std::filesystem::path file =
        std::filesystem::path(PETSEG_GOLDEN_NETS) / fmt::format("{}.safetensors", GetParam());
    if (!std::filesystem::exists(file)) {
      GTEST_SKIP() << "SKIPPED: no " << file << "; scripts/make_golden_nets.py writes it, which "
                   << "ctest runs first where Python has torch";
    }
    golden_ = read_safetensors(file);
    net_ = make_net(std::string(GetParam()), "test", {.dropout = 0});
    load_state_dict(*net_, golden_, {.source = file.string(), .prefix = "weights."});
    input_ = golden_.at("input").contiguous(at::MemoryFormat::ChannelsLast);
  }

  void TearDown() override { RecordProperty("worst_ratio", fmt::format("{:.2g}", worst_)); }

  /// max |found − expected| against the largest |expected|, or `scale`.
  void expect_same(const std::string& name, const torch::Tensor& found, double scale = 0) {
    const torch::Tensor& expected = golden_.at(name);
    ASSERT_EQ(found.sizes(), expected.sizes()) << name;
    const double difference = max_abs(found.detach() - expected);
    const double bound = scale > 0 ? scale : max_abs(expected);
    EXPECT_LE(difference, kTolerance * bound) << name;
    if (bound > 0) worst_ = std::max(worst_, difference / bound);
  }

  void expect_same_taps(const std::string& mode) {
    const auto taps = net_->encoder().features(input_);
    for (std::size_t i = 0; i < taps.size(); ++i) {
      expect_same(fmt::format("{}.tap{}", mode, i), taps[i]);
    }
  }

  void expect_same_backward(const std::string& mode) {
    const auto logits = net_(input_);
    const auto loss = make_loss({}, "test")(logits, golden_.at("target"));
    loss.backward();
    expect_same(mode + ".logits", logits);
    expect_same(mode + ".loss", loss);
    double largest = 0;
    for (const auto& [name, tensor] : golden_) {
      if (name.starts_with(mode + ".gradient.")) largest = std::max(largest, max_abs(tensor));
    }
    for (const auto& item : net_->named_parameters()) {
      const std::string name = mode + ".gradient." + item.key();
      ASSERT_EQ(item.value().grad().defined(), golden_.contains(name)) << name;
      if (!golden_.contains(name)) continue;
      const double ratio =
          max_abs(item.value().grad() - golden_.at(name)) / max_abs(golden_.at(name));
      if (ratio > 1e-5)
        std::cout << name << " " << ratio << " max " << max_abs(golden_.at(name)) << " largest "
                  << largest << "\n";
      expect_same(name, item.value().grad());
    }
  }

  StateDict golden_;
  UNet net_{nullptr};
  torch::Tensor input_;
  double worst_ = 0;
};

TEST_P(GoldenNet, PredictsTheSame) {
  net_->eval();
  const torch::NoGradGuard no_grad;

  expect_same_taps("eval");
  expect_same("eval.logits", net_(input_));
}

TEST_P(GoldenNet, LearnsTheSameOnAFrozenEncoder) {
  if (!golden_.contains("frozen.loss")) return;  // an encoder without batch norms has one mode only
  net_->train();
  net_->encoder().eval();

  expect_same_backward("frozen");
}

TEST_P(GoldenNet, LearnsAndStepsTheSame) {
  net_->train();
  std::vector<torch::Tensor> learning;
  for (const auto& item : net_->named_parameters()) {
    if (!item.key().starts_with("classifier.")) learning.push_back(item.value());
  }
  Optimiser optimiser({{.parameters = learning}}, {.weight_decay = kWeightDecay});

  expect_same_backward("train");
  for (const auto& parameter : learning) parameter.grad().mul_(kGradientScale);
  optimiser.step(kLearningRate);

  for (const auto& [name, tensor] : state_dict_of(*net_)) expect_same("train.step." + name, tensor);
}

std::vector<std::string_view> models() {
  std::vector<std::string_view> names;
  for (const EncoderSpec& spec : encoder_specs()) names.push_back(spec.model);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Models, GoldenNet, testing::ValuesIn(models()), [](const auto& model) {
  return std::string(model.param.substr(0, model.param.find('-')));
});

}  // namespace
}  // namespace petseg
