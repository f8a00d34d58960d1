#include "petseg/train/schedule.h"

#include <cmath>

#include <gtest/gtest.h>

namespace petseg {
namespace {

TEST(LearningRate, RisesLinearlyThenFallsAlongACosine) {
  const StepPlan plan{.warmup_steps = 10, .total_steps = 100};

  EXPECT_NEAR(learning_rate_factor(0, plan), 0.1, 1e-3);
  EXPECT_NEAR(learning_rate_factor(50, plan), 0.5, 1e-9);
  EXPECT_NEAR(learning_rate_factor(75, plan), (1 + std::cos(0.75 * M_PI)) / 2, 1e-9);
  EXPECT_NEAR(learning_rate_factor(100, plan), 0, 1e-9);
}

TEST(LearningRate, WarmsUpWhileTheTotalIsUnknown) {
  const StepPlan plan{.warmup_steps = 10, .total_steps = std::nullopt};

  EXPECT_DOUBLE_EQ(learning_rate_factor(4, plan), 0.5);
  EXPECT_DOUBLE_EQ(learning_rate_factor(40, plan), 1);
}

TEST(LearningRate, NeedsNoWarmUp) {
  EXPECT_DOUBLE_EQ(learning_rate_factor(0, {.warmup_steps = 0, .total_steps = 100}), 1);
}

TEST(TimeBudget, HoldsStepsAndValidations) {
  const auto steps_in = [](double seconds) {
    return steps_within({.seconds = seconds, .seconds_per_step = 0.5, .seconds_per_validation = 5},
                        /*steps_per_epoch=*/8, /*max_steps=*/1000);
  };

  // 5 % are kept back. 8 steps and a validation take 9 s; of the 5 s that ten of them leave, a
  // validation takes all.
  EXPECT_EQ(steps_in(100), 80);
  EXPECT_EQ(steps_in(111), 90);  // eleven, and 1.45 s of steps before the last validation
}

TEST(TimeBudget, NeverGoesBeyondTheEpochsNorBelowOneStep) {
  EXPECT_EQ(steps_within({1000, 0.1, 0}, 10, 50), 50);
  EXPECT_EQ(steps_within({0.01, 10, 0}, 10, 50), 1);
}

}  // namespace
}  // namespace petseg
