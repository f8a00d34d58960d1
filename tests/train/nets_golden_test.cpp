// Each network against the same one in plain PyTorch, with the same random weights: features,
// logits, loss, gradients and one step of the optimiser. scripts/make_golden_nets.py says what is
// in a file.

#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/bundle/bundle.h"
#include "petseg/nn/loss.h"
#include "petseg/nn/runtime.h"
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
    input_ = golden_.at("input").contiguous(at::MemoryFormat::ChannelsLast);
  }

  void TearDown() override { RecordProperty("worst_ratio", fmt::format("{:.1g}", worst_ratio_)); }

  /// The golden weights, and no gradients.
  void reset(bool train) {
    load_state_dict(*net_, golden_, {.source = std::string(GetParam()), .prefix = "weights."});
    net_->zero_grad();
    net_->train(train);
  }

  void expect_same(const std::string& name, const torch::Tensor& found) {
    const torch::Tensor& expected = golden_.at(name);
    ASSERT_EQ(found.sizes(), expected.sizes()) << name;
    const double difference = max_abs(found.detach() - expected);
    EXPECT_LE(difference, kTolerance * max_abs(expected)) << name;
    if (difference > 0) worst_ratio_ = std::max(worst_ratio_, difference / max_abs(expected));
  }

  void expect_same_taps(const std::string& mode) {
    const auto taps = net_->encoder().features(input_);
    for (std::size_t i = 0; i < taps.size(); ++i) {
      expect_same(fmt::format("{}.tap{}", mode, i), taps[i]);
    }
  }

  void expect_same_prediction() {
    reset(/*train=*/false);
    const torch::NoGradGuard no_grad;
    expect_same_taps("eval");
    expect_same("eval.logits", net_(input_));
  }

  void expect_same_learning(const std::string& mode) {
    reset(/*train=*/true);
    net_->encoder().train(mode != "frozen");
    {
      const torch::NoGradGuard no_grad;
      expect_same_taps(mode);
    }
    reset(/*train=*/true);  // the taps have moved the running statistics
    net_->encoder().train(mode != "frozen");
    const auto logits = net_(input_);
    const auto loss = make_loss({}, "test")(logits, golden_.at("target"));
    loss.backward();
    expect_same(mode + ".logits", logits);
    expect_same(mode + ".loss", loss);
    expect_same_gradients(mode);
  }

  void expect_same_gradients(const std::string& mode) {
    double largest = 0;
    std::vector<torch::Tensor> vanishing;
    std::size_t learning = 0;
    for (const auto& item : net_->named_parameters()) {
      const std::string name = mode + ".gradient." + item.key();
      const torch::Tensor& gradient = item.value().grad();
      if (!gradient.defined()) {
        EXPECT_TRUE(item.key().starts_with("classifier.")) << name;
        continue;
      }
      ++learning;
      largest = std::max(largest, max_abs(gradient));
      if (golden_.contains(name)) {
        expect_same(name, gradient);
      } else {
        vanishing.push_back(gradient);
      }
    }
    EXPECT_LE(vanishing.size(), learning / 10);
    for (const auto& gradient : vanishing) EXPECT_LE(max_abs(gradient), kTolerance * largest);
  }

  /// From the gradients that are there.
  void expect_same_step(const std::string& mode) {
    ParameterGroup learning;
    for (const auto& parameter : net_->parameters()) {
      if (!parameter.grad().defined()) continue;
      parameter.grad().mul_(kGradientScale);
      learning.parameters.push_back(parameter);
    }
    Optimiser({learning}, {.weight_decay = kWeightDecay}).step(kLearningRate);
    for (const auto& [name, tensor] : state_dict_of(*net_)) {
      expect_same(mode + ".step." + name, tensor);
    }
  }

  SerialOperations serial_;  // as in the script
  StateDict golden_;
  UNet net_{nullptr};
  torch::Tensor input_;
  double worst_ratio_ = 0;
};

TEST_P(GoldenNet, PredictsLearnsAndStepsAsPyTorchDoes) {
  expect_same_prediction();
  // An encoder without batch norms has one mode only.
  if (golden_.contains("frozen.loss")) expect_same_learning("frozen");
  expect_same_learning("train");
  expect_same_step("train");
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
