#include "petseg/tracking/tracked_run_log.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/tracking/file_store.h"

#include "core/json.h"
#include "support/expect_error.h"
#include "support/temp_dir.h"
#include "tracking/dataset_input.h"

namespace petseg {
namespace {

/// Runs that go to a folder in MLflow's layout.
struct TrackedRunLogTest : testing::Test {
  TrackedRunLogTest() {
    settings.uri = (dir.path() / "mlruns").string();
    std::filesystem::create_directories(run);
  }

  TrackedRunLog new_log() const {
    return {run, new_run_head(settings, "pets", "run_1"), settings, TrackingMode::kBestEffort};
  }
  TrackedRunLog resumed_log() const { return {run, settings, TrackingMode::kBestEffort}; }

  TrackedRun tracked() const {
    const auto store = open_file_store(settings.uri);
    const auto runs = store->search_runs({.experiment_ids = {store->experiment("pets").id}});
    EXPECT_EQ(runs.size(), 1U);
    return runs.at(0);
  }

  std::vector<std::int64_t> steps_of(const std::string& key) const {
    std::vector<std::int64_t> steps;
    const auto store = open_file_store(settings.uri);
    for (const auto& point : store->metric_history(tracked().info.run_id, key)) {
      steps.push_back(point.step);
    }
    return steps;
  }

  std::filesystem::path artifacts() const { return tracked().info.artifact_uri.substr(7); }

  /// Names of the pictures among the run's artifacts.
  std::vector<std::string> pictures() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(artifacts() / "images")) {
      names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

  const TempDir dir;
  const std::filesystem::path run = dir.path() / "runs" / "run_1";
  TrackingSettings settings;
};

TEST_F(TrackedRunLogTest, TellsTheStoreOfEverything) {
  write_file(run / "setup.json", "{}");
  {
    TrackedRunLog log = new_log();
    log.data_set({.folder = dir.path() / "data",
                  .splits = {{.name = "train",
                              .digest = std::string(64, 'd'),
                              .photos = 3,
                              .by_species = {{"cat", 3}}},
                             {.name = "test", .digest = "e", .photos = 1}}});
    log.parameter("params.epochs", "2");
    log.tag("dataset", "pets");
    log.step(1, {{"step/loss", 3}});
    log.epoch(1, {{"valid/miou", 0.5}});
    log.results({{"test/miou", 0.75}});
    log.file("setup.json");
    log.finish(RunStatus::kFinished);
  }

  const TrackedRun found = tracked();
  EXPECT_EQ(found.info.status, TrackedStatus::kFinished);
  EXPECT_EQ(found.info.run_name, "run_1");
  EXPECT_EQ(found.params, (std::vector<KeyValue>{{"params.epochs", "2"}}));
  EXPECT_THAT(found.tags, testing::Contains(KeyValue{"dataset", "pets"}));
  EXPECT_EQ(found.datasets.size(), 2U);
  EXPECT_EQ(found.metrics.size(), 3U);
}

TEST(DatasetInput, SaysWhatASplitHolds) {
  const DatasetInput input = dataset_input("data/my \"pets\"/", {.name = "validation",
                                                                 .digest = std::string(64, 'd'),
                                                                 .photos = 3,
                                                                 .by_species = {{"cat", 3}},
                                                                 .by_breed = {{"Bengal", 3}}});
  EXPECT_EQ(input.name, "my \"pets\"");
  EXPECT_EQ(input.digest, std::string(36, 'd'));
  EXPECT_EQ(input.context, "validation");
  EXPECT_EQ(input.source_type, "local");
  const std::filesystem::path folder = Json::parse(input.source).at("uri").get<std::string>();
  EXPECT_TRUE(folder.is_absolute());
  const Json schema = Json::parse(input.schema).at("mlflow_tensorspec");
  EXPECT_EQ(schema.at("features"), R"([{"name":"image","type":"tensor",)"
                                   R"("tensor-spec":{"dtype":"uint8","shape":[-1,-1,-1,3]}}])");
  const Json profile = Json::parse(input.profile);
  EXPECT_EQ(profile.at("num_photos"), 3);
  EXPECT_EQ(profile.at("classes"), Json({"background", "cat", "dog"}));
  EXPECT_EQ(profile.at("photos_by_breed").at("Bengal"), 3);
}

TEST_F(TrackedRunLogTest, AMetricWithoutAValueIsLeftOut) {
  TrackedRunLog log = new_log();
  log.epoch(1, {{"valid/miou", 0.5}, {"valid/iou_dog", std::numeric_limits<double>::quiet_NaN()}});
  log.finish(RunStatus::kFinished);

  ASSERT_EQ(tracked().metrics.size(), 1U);
  EXPECT_EQ(tracked().metrics[0].key, "valid/miou");
}

TEST_F(TrackedRunLogTest, ARunThatGoesOnTellsEachEpochOnce) {
  {
    TrackedRunLog log = new_log();
    log.step(1, {{"step/loss", 3}});
    log.epoch(1, {{"valid/miou", 0.5}});
    log.step(2, {{"step/loss", 2}});
    log.epoch(2, {{"valid/miou", 0.6}});
    log.finish(RunStatus::kStopped);
  }
  EXPECT_EQ(tracked().info.status, TrackedStatus::kKilled);

  // From a checkpoint after the first epoch.
  TrackedRunLog log = resumed_log();
  log.step(2, {{"step/loss", 2}});
  log.epoch(2, {{"valid/miou", 0.6}});
  log.step(3, {{"step/loss", 1}});
  log.epoch(3, {{"valid/miou", 0.7}});
  log.finish(RunStatus::kFinished);

  EXPECT_EQ(steps_of("valid/miou"), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(steps_of("step/loss"), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(tracked().info.status, TrackedStatus::kFinished);
}

TEST_F(TrackedRunLogTest, PicturesOfAnEpochGetMlflowsNamesAndTag) {
  TrackedRunLog log = new_log();
  EXPECT_TRUE(log.keeps_images());
  log.image("Bengal+1", 3, {.png = "whole", .preview = "small"});
  log.epoch(3, {{"valid/miou", 0.5}});
  log.finish(RunStatus::kFinished);

  EXPECT_THAT(tracked().tags, testing::Contains(KeyValue{"mlflow.loggedImages", "True"}));
  const auto files = pictures();
  ASSERT_EQ(files.size(), 2U);
  const std::string name = "^Bengal_1[+]step[+]3[+]timestamp[+][0-9]{13}[+][0-9a-f]{32}";
  EXPECT_THAT(files[0], testing::MatchesRegex(name + "[+]compressed[.]png$"));
  EXPECT_THAT(files[1], testing::MatchesRegex(name + "[.]png$"));
  EXPECT_EQ(read_file(artifacts() / "images" / files[0]), "small");
  EXPECT_EQ(read_file(artifacts() / "images" / files[1]), "whole");
}

TEST_F(TrackedRunLogTest, ARunThatGoesOnTellsOfEachPictureOnce) {
  const LoggedImage image{.png = "whole", .preview = "small"};
  {
    TrackedRunLog log = new_log();
    for (const int epoch : {1, 2}) {
      log.image("cat", epoch, image);
      log.epoch(epoch, {{"valid/miou", 0.5}});
    }
    log.image("cat", 3, image);  // and killed, before the epoch's end
  }
  TrackedRunLog log = resumed_log();
  for (const int epoch : {2, 3}) {
    log.image("cat", epoch, image);
    log.epoch(epoch, {{"valid/miou", 0.5}});
  }
  log.finish(RunStatus::kFinished);

  EXPECT_EQ(pictures().size(), 6U);
}

TEST_F(TrackedRunLogTest, TheMachinesMetricsGoOnInStepsOfTheirOwn) {
  settings.sampling_interval = 0.001;
  const std::string key = "system/system_memory_usage_percentage";
  const auto samples = [&] {
    const std::string text = read_file(run / RunJournal::kFile);
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find(key, at)) != text.npos; ++at) ++count;
    return count;
  };
  {
    TrackedRunLog log = new_log();
    while (samples() < 3) std::this_thread::yield();
    log.epoch(1, {{"valid/miou", 0.5}});
    log.finish(RunStatus::kStopped);
  }
  const auto before = samples();
  TrackedRunLog log = resumed_log();
  while (samples() < before + 3) std::this_thread::yield();
  log.epoch(2, {{"valid/miou", 0.6}});
  log.finish(RunStatus::kFinished);

  std::vector<std::int64_t> expected(samples());
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(steps_of(key), expected);
  EXPECT_EQ(steps_of("valid/miou"), (std::vector<std::int64_t>{1, 2}));
}

TEST_F(TrackedRunLogTest, TheMachinesMetricsCanBeLeftOut) {
  settings.sampling_interval = 0.001;
  settings.system_metrics = false;
  TrackedRunLog log = new_log();
  for (int epoch = 1; epoch < 20; ++epoch) log.epoch(epoch, {{"valid/miou", 0.5}});
  log.finish(RunStatus::kFinished);
  EXPECT_EQ(tracked().metrics.size(), 1U);
}

TEST_F(TrackedRunLogTest, TheReportBecomesTheRunsDescription) {
  write_file(run / "report" / "report.md", "# Report\n" + std::string(6000, 'x') + "\n");
  TrackedRunLog log = new_log();
  log.file("report");
  log.finish(RunStatus::kFinished);

  EXPECT_THAT(tracked().tags, testing::Contains(KeyValue{"mlflow.note.content", "# Report"}));
}

TEST_F(TrackedRunLogTest, RefusesANameThatMlflowDoesNotTake) {
  TrackedRunLog log = new_log();
  EXPECT_ERROR(log.register_model({.name = "a/b"}), ConfigError, testing::HasSubstr("a/b"));
  EXPECT_ERROR(log.register_model({.name = "pets", .alias = "v1"}), ConfigError,
               testing::HasSubstr("v1"));
}

}  // namespace
}  // namespace petseg
