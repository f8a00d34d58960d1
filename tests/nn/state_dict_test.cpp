#include "petseg/nn/state_dict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/core/error.h"

namespace petseg {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

/// "conv.weight" and "bn.*".
struct SmallNet : torch::nn::Module {
  torch::nn::Conv2d conv{
      register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 2, 1).bias(false)))};
  torch::nn::BatchNorm2d bn{register_module("bn", torch::nn::BatchNorm2d(2))};
};

StateDict copy_of(const torch::nn::Module& module) {
  StateDict state = state_dict_of(module);
  for (auto& [name, tensor] : state) tensor = tensor.clone();
  return state;
}

auto loading(const StateDict& state, const LoadStateDictOptions& options = {}) {
  return [=] {
    SmallNet net;
    load_state_dict(net, state, options);
  };
}

TEST(StateDict, HasTheNamesOfPyTorch) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : state_dict_of(SmallNet())) names.push_back(name);

  EXPECT_THAT(
      names, testing::UnorderedElementsAre("conv.weight", "bn.weight", "bn.bias", "bn.running_mean",
                                           "bn.running_var", "bn.num_batches_tracked"));
}

TEST(StateDict, CarriesParametersAndBuffersToAnotherModule) {
  SmallNet from, to;
  from.bn->running_mean.fill_(3);

  load_state_dict(to, state_dict_of(from));

  EXPECT_TRUE(to.conv->weight.equal(from.conv->weight));
  EXPECT_TRUE(to.bn->running_mean.equal(from.bn->running_mean));
  EXPECT_TRUE(to.conv->weight.requires_grad());
  EXPECT_FALSE(to.conv->weight.is_alias_of(from.conv->weight));
}

TEST(StateDict, ConvertsFloatingPointTypes) {
  StateDict state = copy_of(SmallNet());
  state["bn.bias"] = torch::tensor({0.5, 2.0}, torch::kBFloat16);
  SmallNet net;

  load_state_dict(net, state);

  EXPECT_TRUE(net.bn->bias.equal(torch::tensor({0.5F, 2.F})));
}

TEST(StateDict, ToleratesMissingCountersOnly) {
  StateDict state = copy_of(SmallNet());
  state.erase("bn.num_batches_tracked");
  EXPECT_NO_THROW(loading(state)());

  state.erase("bn.running_var");
  EXPECT_THAT(loading(state), ThrowsMessage<DataError>(HasSubstr("1 missing (bn.running_var)")));
}

TEST(StateDict, ListsAllThatDoesNotFit) {
  StateDict state = copy_of(SmallNet());
  state.erase("bn.bias");
  state["conv.weight"] = torch::zeros({2, 4, 1, 1});
  state["bn.weight"] = torch::zeros({2}, torch::kInt64);
  state["fc.weight"] = torch::zeros({1});

  EXPECT_THAT(loading(state, {.source = "w.pth"}),
              ThrowsMessage<DataError>(testing::AllOf(
                  testing::StartsWith("w.pth: does not fit the network: "),
                  HasSubstr("1 missing (bn.bias)"), HasSubstr("1 unexpected (\"fc.weight\")"),
                  HasSubstr("2 of another shape or type"),
                  HasSubstr("conv.weight is Float [2, 4, 1, 1], expected Float [2, 3, 1, 1]"),
                  HasSubstr("bn.weight is Long [2], expected Float [2]"))));
}

TEST(StateDict, CutsLongListsButCountsAll) {
  StateDict state = copy_of(SmallNet());
  for (int i = 0; i < 300; ++i) state["extra" + std::to_string(i)] = torch::zeros({1});

  EXPECT_THAT(loading(state), ThrowsMessage<DataError>(
                                  testing::AllOf(HasSubstr("300 unexpected"), HasSubstr(", …)"),
                                                 testing::Not(HasSubstr("extra299")))));
}

TEST(StateDict, CopiesNothingUnlessAllFits) {
  StateDict state = copy_of(SmallNet());
  state["bn.weight"] = torch::full({2}, 9.F);
  state.erase("conv.weight");
  SmallNet net;

  EXPECT_THROW(load_state_dict(net, state), DataError);

  EXPECT_TRUE(net.bn->weight.equal(torch::ones({2})));
}

TEST(StateDict, LoadsUnderAPrefix) {
  StateDict state;
  for (const auto& [name, tensor] : copy_of(SmallNet())) state["encoder." + name] = tensor;
  state["decoder.weight"] = torch::zeros({1});

  EXPECT_NO_THROW(loading(state, {.prefix = "encoder."})());
  EXPECT_THAT(loading(state), ThrowsMessage<DataError>(HasSubstr("5 missing")));
}

TEST(StateDict, LeavesNamedPrefixesUnused) {
  StateDict state = copy_of(SmallNet());
  state["fc.weight"] = torch::zeros({1});
  state["fc.bias"] = torch::zeros({1});

  EXPECT_NO_THROW(loading(state, {.unused = {"fc."}})());
}

}  // namespace
}  // namespace petseg
