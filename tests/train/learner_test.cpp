#include "petseg/train/learner.h"

#include <limits>
#include <span>
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

  EXPECT_ERROR(learner.step(std::span(batches).first(2), 1e-3), RunError,
               testing::AllOf(testing::HasSubstr("on a batch of bad.jpg, worse.jpg; lower "),
                              testing::HasSubstr("/params/learning_rate")));

  const StateDict after = learner.state();
  EXPECT_TRUE(torch::equal(before.at("net.head.weight"), after.at("net.head.weight")));
}

}  // namespace
}  // namespace petseg
