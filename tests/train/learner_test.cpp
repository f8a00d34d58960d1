#include "petseg/train/learner.h"

#include <algorithm>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/bundle/bundle.h"
#include "petseg/core/classes.h"
#include "petseg/core/error.h"

#include "support/expect_error.h"

namespace petseg {
namespace {

struct LearnerTest : testing::Test {
  LearnerTest() {
    setup.file = "setup.json";
    setup.image_size = 64;
    setup.encoder_weights = "none";
    torch::manual_seed(0);
    for (int i = 0; i < 4; ++i) {
      batches.push_back({torch::randn({2, 3, 64, 64}), torch::randint(kNumClasses, {2, 64, 64})});
    }
  }

  Learner make() const {
    const auto net = [&] { return make_net(setup.model, "test", setup.decoder()); };
    return {net(), net(), setup};
  }

  std::span<const Batch> of(std::size_t i) const { return std::span(batches).subspan(i, 1); }

  petseg::Setup setup;
  std::vector<Batch> batches;
};

TEST_F(LearnerTest, GoesOnFromAStateBitForBit) {
  Learner first = make();
  first.step(of(0), 1e-3);
  first.step(of(1), 1e-3);
  const StateDict saved = first.state();
  first.step(of(2), 1e-3);
  const double loss = first.step(of(3), 1e-3);

  torch::manual_seed(7);
  Learner second = make();
  second.load_state(saved, "saved");
  second.step(of(2), 1e-3);

  EXPECT_EQ(second.step(of(3), 1e-3), loss);
  const StateDict expected = first.state();
  const StateDict found = second.state();
  ASSERT_EQ(found.size(), expected.size());
  for (const auto& [name, tensor] : expected) {
    EXPECT_TRUE(torch::equal(tensor, found.at(name))) << name;
  }
}

/// The entries of the encoder that a step changes.
std::set<std::string> learnt_by_a_step(Learner& learner, std::span<const Batch> batches) {
  const StateDict before = learner.state();
  learner.step(batches, 1e-2);
  std::set<std::string> changed;
  for (const auto& [name, tensor] : learner.state()) {
    if (name.starts_with("net.encoder.") && !torch::equal(tensor, before.at(name))) {
      changed.insert(name.substr(std::string("net.encoder.").size()));
    }
  }
  return changed;
}

/// How many of the names begin with a prefix.
std::ptrdiff_t count_of(const std::set<std::string>& names, const std::string& prefix) {
  return std::ranges::count_if(names, [&](const auto& name) { return name.starts_with(prefix); });
}

TEST_F(LearnerTest, TunesTheLastLayersOfAPretrainedEncoder) {
  setup.encoder_weights = "imagenet";
  setup.tune_layers = 1;
  Learner one = make();
  EXPECT_THAT(learnt_by_a_step(one, of(0)),
              testing::ElementsAre("_blocks.15._bn2.bias", "_blocks.15._bn2.weight",
                                   "_blocks.15._project_conv.weight"));

  setup.tune_layers = 4;
  Learner four = make();
  const auto learnt = learnt_by_a_step(four, of(0));
  EXPECT_EQ(learnt.size(), 12U);
  EXPECT_EQ(count_of(learnt, "_blocks.15."), 9);
  EXPECT_EQ(count_of(learnt, "_blocks.14._project_conv.weight"), 1);
}

TEST_F(LearnerTest, ThawsAStageAfterEachOfItsEpochs) {
  setup.encoder_weights = "imagenet";
  setup.frozen_stages = 4;
  setup.unfreeze_epochs = {1, 3};
  Learner learner = make();
  // Stage 5 ends with block 15, stage 4 with block 10, stage 3 with block 4, stage 2 with block 2.
  const std::string in5 = "_blocks.15.", in4 = "_blocks.10.", in3 = "_blocks.4.",
                    in2 = "_blocks.2.";
  const auto learning = [&](int epochs) {
    learner.set_epochs(epochs);
    const auto learnt = learnt_by_a_step(learner, of(0));
    std::string stages;
    for (const std::string& stage : {in5, in4, in3, in2}) {
      stages += count_of(learnt, stage) > 0 ? '+' : '-';
    }
    return stages;
  };

  EXPECT_EQ(learning(0), "+---");
  EXPECT_EQ(learning(1), "++--");
  EXPECT_EQ(learning(2), "++--");
  EXPECT_EQ(learning(3), "+++-");
  EXPECT_EQ(learning(9), "+++-");
}

TEST_F(LearnerTest, SaysThatADeviceIsNotThere) {
  if (torch::cuda::is_available()) GTEST_SKIP() << "SKIPPED: there is CUDA";
  setup.device = "cuda";
  EXPECT_ERROR(make(), ConfigError, testing::HasSubstr("setup.json: /params/device: \"cuda\""));
}

TEST_F(LearnerTest, RefusesAStateThatLacksSomething) {
  Learner learner = make();
  const StateDict state = learner.state();
  for (const char* name : {"rng", "ema.steps", "net.head.weight", "optimizer.1.0.exp_avg"}) {
    StateDict damaged = state;
    ASSERT_EQ(damaged.erase(name), 1U) << name;
    EXPECT_ERROR(learner.load_state(damaged, "last.safetensors"), DataError,
                 testing::HasSubstr("last.safetensors"));
  }
}

TEST_F(LearnerTest, LearnsNothingFromALossThatIsNoNumber) {
  Learner learner = make();
  const StateDict before = learner.state();
  batches[0].photos = {"sound.jpg"};
  batches[1].photos = {"bad.jpg", "worse.jpg"};
  batches[1].images.fill_(std::numeric_limits<float>::infinity());

  EXPECT_ERROR(learner.step(std::span(batches).first(2), 1e-3), LossIsNoNumber,
               testing::AllOf(testing::HasSubstr("on a batch of bad.jpg, worse.jpg; lower "),
                              testing::HasSubstr("/params/learning_rate")));

  const StateDict after = learner.state();
  EXPECT_TRUE(torch::equal(before.at("net.head.weight"), after.at("net.head.weight")));
}

}  // namespace
}  // namespace petseg
