#include "petseg/train/fit.h"

#include <csignal>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>

#include <torch/torch.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/run_folder.h"
#include "petseg/eval/score.h"
#include "petseg/image/decode.h"
#include "petseg/metrics/segmentation_metrics.h"
#include "petseg/nn/device.h"
#include "petseg/nn/safetensors.h"
#include "petseg/nn/state_dict.h"
#include "petseg/train/learner.h"

#include "core/json.h"
#include "support/drawn_data_set.h"
#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

namespace fs = std::filesystem;

struct Killed : std::exception {};

/// The log of a run that is killed at the end of an epoch, before it is kept.
class LogUntilKilled : public RunFolderLog {
 public:
  LogUntilKilled(const fs::path& folder, int epoch) : RunFolderLog(folder), epoch_(epoch) {}

  void epoch(int epoch, const std::vector<Metric>& metrics) override {
    if (epoch == epoch_) throw Killed();
    RunFolderLog::epoch(epoch, metrics);
  }

 private:
  int epoch_;
};

/// Keeps which pictures were drawn of which epoch.
class LogOfPictures : public RunFolderLog {
 public:
  using RunFolderLog::RunFolderLog;

  bool keeps_images() const override { return true; }
  void image(std::string_view key, int epoch, const LoggedImage& image) override {
    const std::scoped_lock hold(lock_);
    pictures_[epoch][std::string(key)] = image.png;
  }

  /// By epoch and photo.
  const std::map<int, std::map<std::string, std::string>>& pictures() const { return pictures_; }

 private:
  std::mutex lock_;
  std::map<int, std::map<std::string, std::string>> pictures_;
};

struct FitTest : testing::Test {
  FitTest() {
    DrawnDataSet drawn(temp.path() / "data");
    drawn.add(Split::kTrain, 8);
    drawn.add(Split::kValid, 4);
    data = drawn.finish();
    torch::manual_seed(0);
    save_safetensors(weights, state_dict_of(*find_encoder(setup.model, "test").make()));
    setup.encoder_weights = weights.string();
    setup.encoder_rate = 1;
    setup.frozen_stages = 0;
    setup.image_size = 64;
    setup.batch_size = 4;
    setup.warmup_steps = 2;
    setup.ema = 0.8;
    fs::create_directories(run);
  }

  FitResult run_fit(Bundle& bundle) {
    RunFolderLog log(run);
    return run_fit(bundle, log);
  }

  /// Goes on from the last checkpoint of `run`, where there is one.
  FitResult run_fit(Bundle& bundle, RunLog& log) {
    torch::manual_seed(0);
    bundle = Bundle{.model = setup.model, .preprocessing = {.image_size = setup.image_size}};
    bundle.net = make_net(setup.model, "test");
    if (setup.pretrained()) {
      load_state_dict(bundle.net->encoder(), read_safetensors(setup.encoder_weights));
    }
    const TrainingSet photos(data.folder, data.of(Split::kTrain), bundle.preprocessing, {});
    const PhotoSet valid(data.folder, data.of(Split::kValid));
    FitRun fit_run{.folder = run, .identity = "test", .checkpoint = checkpoint};
    if (!checkpoint && fs::exists(run / kLastCheckpoint)) {
      fit_run.checkpoint = read_checkpoint(run / kLastCheckpoint, "test");
    }
    return fit(bundle, photos, valid, setup, std::move(fit_run), log);
  }

  /// Another run, of which nothing is there yet.
  void begin(const std::string& name) {
    run = temp.path() / name;
    fs::create_directories(run);
  }

  void expect_same_checkpoints(const std::string& first, const std::string& second) const {
    const StateDict a = read_safetensors(temp.path() / first / kLastCheckpoint);
    const StateDict b = read_safetensors(temp.path() / second / kLastCheckpoint);
    ASSERT_EQ(a.size(), b.size());
    for (const auto& [name, tensor] : a) EXPECT_TRUE(torch::equal(tensor, b.at(name))) << name;
  }

  /// Whether an entry of the encoder is another now than in `weights`.
  bool learnt(const Bundle& bundle, const std::string& name) const {
    return !torch::equal(state_dict_of(*bundle.net).at("encoder." + name),
                         read_safetensors(weights).at(name));
  }

  /// The same of the last step, which need not be the best.
  bool learnt_by_last_step(const std::string& name) const {
    const StateDict state = read_safetensors(run / kLastCheckpoint);
    return !torch::equal(state.at("net.encoder." + name), read_safetensors(weights).at(name));
  }

  TempDir temp;
  fs::path run = temp.path() / "run";
  fs::path weights = temp.path() / "encoder.safetensors";  // stands for published ones
  DataSet data;
  std::optional<Checkpoint> checkpoint;  // to go on from
  petseg::Setup setup;                   // GoogleTest poisons the plain name
};

TEST_F(FitTest, LearnsDrawnPhotosAndLeavesTheRunFolder) {
  setup.epochs = 25;
  setup.learning_rate = 5e-3;
  Bundle bundle;

  const FitResult result = run_fit(bundle);

  EXPECT_EQ(result.epochs, 25);
  EXPECT_EQ(result.steps, 50);
  EXPECT_GT(result.best_miou, 0.6);
  for (const char* file : {"metrics.jsonl", "training.png", "provenance.json",
                           "checkpoints/best.safetensors", "checkpoints/last.safetensors"}) {
    EXPECT_TRUE(fs::exists(run / file)) << file;
  }
  const std::string lines = read_file(run / "metrics.jsonl");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 25);
  const Json first = parse_json(lines.substr(0, lines.find('\n')), "metrics.jsonl");
  EXPECT_EQ(first.at("epoch"), 1);
  EXPECT_TRUE(first.at("train/loss").is_number());
  EXPECT_TRUE(first.contains("valid/miou"));
}

TEST_F(FitTest, LearnsAndScoresPhotosWithIgnoredPixels) {
  DrawnDataSet drawn(temp.path() / "bordered", /*ignored_border=*/3);
  drawn.add(Split::kTrain, 8);
  drawn.add(Split::kValid, 4);
  data = drawn.finish();
  setup.epochs = 10;  // not so many that nothing is wrong any more
  setup.learning_rate = 5e-3;
  Bundle bundle;

  EXPECT_GT(run_fit(bundle).best_miou, 0.5);

  // Where the model is wrong, the truth is taken away: then it is nowhere wrong.
  Predictor predictor(bundle);
  std::mutex lock;  // guards `data`
  const auto ignore_errors = [&](const ScoredPhoto& scored, const LabelledPhoto& photo,
                                 const Prediction& prediction) {
    cv::Mat mask = photo.mask.clone();
    mask.setTo(kIgnoreLabel, mask != prediction.mask);
    const std::scoped_lock hold(lock);
    replace_mask(data, scored.record.image, mask);
  };
  const auto photos = [&] { return PhotoSet(data.folder, data.of(Split::kValid)); };
  const auto before = segmentation_metrics(scores_of(score(predictor, photos(), ignore_errors)));
  const auto after = segmentation_metrics(scores_of(score(predictor, photos())));
  EXPECT_LT(before.miou, 1.0);
  for (const auto& iou : after.iou) EXPECT_EQ(iou, 1.0);
}

TEST_F(FitTest, ValidationWithoutKnownPixelsKeepsTheLastEpoch) {
  for (const PhotoRecord& photo : data.of(Split::kValid)) {
    replace_mask(data, photo.image,
                 cv::Mat(photo.height, photo.width, CV_8U, cv::Scalar(kIgnoreLabel)));
  }
  setup.epochs = 2;
  Bundle bundle;

  EXPECT_EQ(run_fit(bundle).best_epoch, 2);
}

TEST_F(FitTest, TwoRunsOfOneSeedAreTheSame) {
  setup.epochs = 2;
  Bundle first;
  Bundle second;

  run_fit(first);
  begin("again");
  run_fit(second);

  expect_same_checkpoints("run", "again");
}

TEST_F(FitTest, DeterministicAlgorithmsChangeNoBitOnTheCpu) {
  setup.epochs = 2;
  Bundle bundle;

  run_fit(bundle);
  begin("deterministic");
  set_deterministic(true);
  run_fit(bundle);
  set_deterministic(false);

  expect_same_checkpoints("run", "deterministic");
}

TEST_F(FitTest, FrozenStagesThawAtTheirEpochsAndSoAfterAnInterruption) {
  setup.frozen_stages = 3;
  setup.unfreeze_epochs = {1, 2};
  setup.epochs = 1;
  Bundle bundle;
  run_fit(bundle);
  EXPECT_FALSE(learnt_by_last_step("_blocks.4._project_conv.weight"));

  begin("whole");
  setup.epochs = 4;
  run_fit(bundle);
  EXPECT_TRUE(learnt_by_last_step("_blocks.4._project_conv.weight"));
  EXPECT_TRUE(learnt_by_last_step("_blocks.2._project_conv.weight"));
  EXPECT_FALSE(learnt_by_last_step("_conv_stem.weight"));

  begin("killed");
  LogUntilKilled log(run, 3);
  EXPECT_THROW(run_fit(bundle, log), Killed);
  EXPECT_EQ(run_fit(bundle).epochs, 4);

  expect_same_checkpoints("whole", "killed");
}

TEST_F(FitTest, StopsAfterSomeEpochsWithoutABetterScoreAndSoAfterAnInterruption) {
  setup.epochs = 60;
  setup.early_stop = 2;
  setup.schedule = "constant";
  Bundle bundle;

  const FitResult result = run_fit(bundle);

  EXPECT_TRUE(result.stopped_early);
  EXPECT_LT(result.epochs, 60);
  EXPECT_EQ(result.epochs, result.best_epoch + 2);

  begin("killed");
  LogUntilKilled log(run, result.best_epoch + 1);
  EXPECT_THROW(run_fit(bundle, log), Killed);
  const FitResult resumed = run_fit(bundle);
  EXPECT_EQ(resumed.epochs, result.epochs);
  EXPECT_EQ(resumed.best_epoch, result.best_epoch);
  expect_same_checkpoints("run", "killed");

  EXPECT_EQ(run_fit(bundle).epochs, result.epochs) << "a run that has ended goes on";
}

TEST_F(FitTest, FrozenStagesOfAPretrainedEncoderKeepTheirWeights) {
  setup.frozen_stages = 2;
  setup.epochs = 1;
  Bundle bundle;

  run_fit(bundle);

  EXPECT_FALSE(learnt(bundle, "_conv_stem.weight"));
  EXPECT_FALSE(learnt(bundle, "_blocks.2._project_conv.weight"));
  EXPECT_TRUE(learnt(bundle, "_blocks.3._project_conv.weight"));
}

TEST_F(FitTest, OnlyAnEncoderWithoutWeightsLearnsItsBatchNormStatistics) {
  setup.epochs = 1;
  Bundle bundle;

  run_fit(bundle);
  EXPECT_FALSE(learnt(bundle, "_bn0.running_mean"));

  begin("from scratch");
  setup.encoder_weights = "none";
  run_fit(bundle);
  EXPECT_TRUE(learnt(bundle, "_bn0.running_mean"));
}

TEST_F(FitTest, ATimeBudgetEndsItBeforeItsEpochs) {
  setup.epochs = 100'000;
  setup.max_minutes = 0.05;
  Bundle bundle;

  const FitResult result = run_fit(bundle);

  EXPECT_LT(result.epochs, 1000);
  EXPECT_GE(result.steps, 15);
}

TEST_F(FitTest, ATimeBudgetThatIsLongerThanTheEpochsChangesNothing) {
  setup.epochs = 12;
  setup.max_minutes = 60;
  Bundle bundle;

  const FitResult result = run_fit(bundle);

  EXPECT_EQ(result.epochs, 12);
  EXPECT_EQ(result.steps, 24);
}

TEST_F(FitTest, ALossThatIsNoNumberStopsTheRun) {
  setup.epochs = 50;
  setup.learning_rate = 1e20;
  setup.warmup_steps = 0;
  Bundle bundle;

  EXPECT_ERROR(run_fit(bundle), RunError,
               testing::AllOf(testing::HasSubstr("the loss became"),
                              testing::HasSubstr("/params/learning_rate"),
                              testing::HasSubstr("train_set/images/boxer_train")));
}

TEST_F(FitTest, ALossFarAboveItsBeginningStopsTheRun) {
  const auto net = [&] { return make_net(setup.model, "test"); };
  checkpoint = {.progress = {.step = kFirstSteps, .epochs = 5, .first_loss = 0.01},
                .state = Learner(net(), net(), setup).state()};
  Bundle bundle;

  EXPECT_ERROR(run_fit(bundle), RunError,
               testing::AllOf(testing::HasSubstr("the loss diverges"),
                              testing::HasSubstr("last on train_set/images/"),
                              testing::HasSubstr("where it began with 0.010")));
}

TEST_F(FitTest, DrawsTheSamePhotosFromItsBeginningOnAndChangesNoBitByIt) {
  setup.epochs = 2;
  setup.tracked_photos = 3;
  Bundle bundle;
  LogOfPictures log(run);

  run_fit(bundle, log);

  ASSERT_EQ(log.pictures().size(), 3U);
  const auto& beginning = log.pictures().at(0);
  EXPECT_EQ(beginning.size(), 3U);
  for (const auto& [epoch, pictures] : log.pictures()) {
    for (const auto& [key, png] : beginning) {
      ASSERT_TRUE(pictures.contains(key)) << epoch << ' ' << key;
      EXPECT_EQ(pictures.at(key) == png, epoch == 0) << "the network has learnt";
    }
  }

  begin("untold");
  run_fit(bundle);
  expect_same_checkpoints("run", "untold");
}

TEST_F(FitTest, KeepsTheNewestSnapshots) {
  setup.epochs = 9;
  setup.snapshot_epochs = 2;
  Bundle bundle;

  run_fit(bundle);

  std::set<std::string> snapshots;
  for (const auto& entry : fs::directory_iterator(run / "checkpoints")) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("epoch-")) snapshots.insert(name);
  }
  EXPECT_THAT(snapshots, testing::ElementsAre("epoch-0004.safetensors", "epoch-0006.safetensors",
                                              "epoch-0008.safetensors"));
}

}  // namespace
}  // namespace petseg
