#include "petseg/train/schedule.h"

#include <cmath>
#include <filesystem>

#include <gtest/gtest.h>

#include "core/json.h"

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

TEST(LearningRate, FollowsPyTorchsSchedules) {
  const auto file = std::filesystem::path(__FILE__).parent_path() / "golden/schedules.json";
  for (const Json& golden : read_json(file).at("cases")) {
    SCOPED_TRACE(golden.dump());
    const StepPlan plan{.total_steps = golden.at("total_steps").get<int>()};
    ScheduleOptions options{.name = golden.at("schedule").get<std::string>()};
    options.factor = golden.value("schedule_factor", options.factor);
    options.patience = golden.value("patience", options.patience);
    options.power = golden.value("schedule_power", options.power);
    options.milestones = golden.value("milestones", options.milestones);
    options.step_epochs = golden.value("step_epochs", options.step_epochs);
    Plateau plateau;
    int step = 0;
    for (const double expected : golden.at("factors")) {
      EXPECT_NEAR(learning_rate_factor(step, plan, options, plateau), expected, 1e-12) << step;
      if (golden.contains("scores")) plateau.add_score(golden.at("scores").at(step), options);
      ++step;
    }
  }
}

TEST(LearningRate, OfEachScheduleWarmsUpAndStaysAtItsStartWhileTheTotalIsUnknown) {
  for (const auto name : kScheduleNames) {
    const ScheduleOptions options{.name = std::string(name)};
    const StepPlan unknown{.steps_per_epoch = 100, .warmup_steps = 10, .total_steps = {}};
    StepPlan known = unknown;
    known.total_steps = 1000;

    const double start = 10 * learning_rate_factor(0, known, options);

    EXPECT_NEAR(start, name == "one_cycle" ? 0.04 : 1, 1e-12) << name;
    EXPECT_NEAR(learning_rate_factor(4, unknown, options), 0.5 * start, 1e-12) << name;
    EXPECT_NEAR(learning_rate_factor(40, unknown, options), start, 1e-12) << name;
  }
}

TEST(LearningRate, FallsAtEpochsOfManySteps) {
  const StepPlan plan{.steps_per_epoch = 8, .total_steps = 1000};
  const ScheduleOptions options{.name = "step", .factor = 0.1, .milestones = {5, 2}};

  EXPECT_DOUBLE_EQ(learning_rate_factor(15, plan, options), 1);
  EXPECT_DOUBLE_EQ(learning_rate_factor(16, plan, options), 0.1);
  EXPECT_NEAR(learning_rate_factor(40, plan, options), 0.01, 1e-15);
}

TEST(Plateau, GoesOnFromItsFields) {
  const ScheduleOptions options{.name = "plateau", .patience = 2};
  Plateau plateau;
  for (const double score : {-0.5, -0.6}) plateau.add_score(score, options);
  const Plateau saved{plateau.best, plateau.epochs_since, plateau.factor};
  EXPECT_EQ(saved.factor, 1);

  Plateau resumed = saved;
  resumed.add_score(-0.5, options);

  EXPECT_EQ(resumed.factor, 0.5);
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
