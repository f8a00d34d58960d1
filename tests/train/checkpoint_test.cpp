#include "petseg/train/checkpoint.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/nn/safetensors.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

struct CheckpointTest : testing::Test {
  CheckpointTest() {
    checkpoint.progress = {.step = 37,
                           .epochs = 2,
                           .loss_sum = 0.1 + 0.2,  // not a short decimal fraction
                           .first_loss = 1.5,
                           .total_steps = 90,
                           .seconds = 12.5,
                           .training_seconds = 11.25,
                           .best_epoch = 1,
                           .best_miou = 1.0 / 3,
                           .plateau = {.best = 0.7, .epochs_since = 2, .factor = 0.25}};
    checkpoint.progress.curves.losses = {{"train loss", {0.5, 0.25}}};
    checkpoint.progress.curves.scores = {
        {"mIoU", {1.0 / 3, std::numeric_limits<double>::quiet_NaN()}}};
    checkpoint.state["net.weight"] = torch::rand({3, 4});
    save_checkpoint(path, checkpoint, "this run");
  }

  TempDir temp;
  std::filesystem::path path = temp.path() / "last.safetensors";
  Checkpoint checkpoint;
};

TEST_F(CheckpointTest, ReadsBackAllThatWasWritten) {
  const Checkpoint read = read_checkpoint(path, "this run");

  const TrainingProgress& progress = read.progress;
  EXPECT_EQ(progress.step, 37);
  EXPECT_EQ(progress.epochs, 2);
  EXPECT_EQ(progress.loss_sum, 0.1 + 0.2);
  EXPECT_EQ(progress.first_loss, 1.5);
  EXPECT_EQ(progress.total_steps, 90);
  EXPECT_EQ(progress.seconds, 12.5);
  EXPECT_EQ(progress.training_seconds, 11.25);
  EXPECT_EQ(progress.best_epoch, 1);
  EXPECT_EQ(progress.best_miou, 1.0 / 3);
  EXPECT_EQ(progress.plateau.best, 0.7);
  EXPECT_EQ(progress.plateau.epochs_since, 2);
  EXPECT_EQ(progress.plateau.factor, 0.25);
  EXPECT_EQ(progress.curves.best_epoch, 1);
  ASSERT_EQ(progress.curves.losses.size(), 1U);
  EXPECT_EQ(progress.curves.losses[0].values, (std::vector<double>{0.5, 0.25}));
  EXPECT_EQ(progress.curves.scores[0].name, "mIoU");
  EXPECT_TRUE(std::isnan(progress.curves.scores[0].values[1]));
  EXPECT_TRUE(torch::equal(read.state.at("net.weight"), checkpoint.state.at("net.weight")));
}

TEST_F(CheckpointTest, OfAnUnknownLengthStaysSo) {
  checkpoint.progress.total_steps.reset();
  save_checkpoint(path, checkpoint, "this run");

  EXPECT_EQ(read_checkpoint(path, "this run").progress.total_steps, std::nullopt);
}

TEST_F(CheckpointTest, OfAnotherRunIsRefused) {
  EXPECT_ERROR(read_checkpoint(path, "another run"), DataError, testing::HasSubstr("other data"));
}

TEST_F(CheckpointTest, OfANewerVersionIsRefused) {
  save_safetensors(path, checkpoint.state,
                   {{"run", "this run"}, {"progress", R"({"schema": 99})"}});

  EXPECT_ERROR(read_checkpoint(path, "this run"), DataError,
               testing::AllOf(testing::HasSubstr("schema 99"), testing::HasSubstr("newer petseg")));
}

TEST_F(CheckpointTest, WeightsAloneAreNoCheckpoint) {
  save_safetensors(path, checkpoint.state);

  EXPECT_ERROR(read_checkpoint(path, "this run"), DataError, testing::HasSubstr("no progress"));
}

TEST_F(CheckpointTest, CutAtAnyByteIsRefused) {
  const std::string whole = read_file(path);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    write_file(path, whole.substr(0, length));
    EXPECT_ERROR(read_checkpoint(path, "this run"), DataError,
                 testing::HasSubstr("last.safetensors"));
  }
}

}  // namespace
}  // namespace petseg
