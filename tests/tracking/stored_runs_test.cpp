#include "petseg/tracking/stored_runs.h"

#include <filesystem>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/core/files.h"
#include "petseg/tracking/file_store.h"
#include "petseg/tracking/journal_delivery.h"
#include "petseg/tracking/stored_journal.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

namespace petseg {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t kStart = 1'700'000'000'000;

MetricPoint point(const std::string& key, double value, std::int64_t step) {
  return {.key = key, .value = value, .timestamp = kStart + step, .step = step};
}

std::string text_of(const MetricPoint& p) {
  return p.key + " " + std::to_string(p.value) + " " + std::to_string(p.timestamp) + " " +
         std::to_string(p.step);
}

/// A store, and another one that gets its runs.
struct StoredRunsTest : testing::Test {
  const TempDir dir;
  const fs::path from = dir.path() / "mlruns", to = dir.path() / "other";
  const std::unique_ptr<TrackingStore> store = open_file_store(from), target = open_file_store(to);

  RunInfo new_run(const std::string& name, std::vector<KeyValue> tags = {}) const {
    return store->create_run({.experiment_id = store->experiment("pets").id,
                              .run_name = name,
                              .user_id = "me",
                              .start_time = kStart,
                              .tags = std::move(tags)});
  }
  fs::path folder(const RunInfo& run) const { return from / run.experiment_id / run.run_id; }

  RunInfo new_full_run() const {
    RunInfo run = new_run("run_1", {{kClientRunTag, "c1"}});
    store->log_batch(run.run_id, {.metrics = {point("loss", 0.1 + 0.2, 1), point("loss", kNan, 2),
                                              point("loss", -kInfinity, 3), point("a/b", 1, 0)},
                                  .params = {{"p", "1"}, {"empty", ""}},
                                  .tags = {{"mlflow.note.content", "# Ä\n"}}});
    store->log_dataset(run.run_id, {.name = "pets", .digest = "d1", .context = "train"});
    store->log_dataset(run.run_id, {.name = "pets", .digest = "d2", .context = "eval"});
    write_file(folder(run) / "artifacts/notes/ä b.txt", "hello");
    write_file(folder(run) / "artifacts/model/MLmodel", "flavors: {}\n");
    write_file(folder(run) / "artifacts/model/data/model.pth", "weights");
    store->set_status(run.run_id, TrackedStatus::kFailed, kStart + 500);
    return run;
  }

  StoredRun find(const RunInfo& run) const {
    const auto found = find_stored_runs(folder(run));
    EXPECT_THAT(found->runs, SizeIs(1));
    return found->runs.at(0);
  }
  std::uint64_t journal_size(const RunInfo& run) const {
    return fs::file_size(folder(run) / RunJournal::kFile);
  }

  std::vector<std::string> artifacts_told_of(const RunInfo& run) const {
    std::vector<std::string> paths;
    for (const JournalEvent& event : stored_run_journal(find(run)).read(0)) {
      if (event.artifact) paths.push_back(event.artifact->path);
    }
    return paths;
  }

  /// The run in the other store.
  TrackedRun sent(const RunInfo& run) const {
    TrackingSettings settings;
    settings.uri = to.string();
    const RunJournal journal = stored_run_journal(find(run));
    JournalDelivery delivery(journal, settings);
    delivery.send();
    return target->run(delivery.run()->run_id);
  }
  std::vector<std::string> points_of(TrackingStore& any, const std::string& run_id,
                                     const std::string& key) const {
    std::vector<std::string> texts;
    for (const MetricPoint& p : any.metric_history(run_id, key)) texts.push_back(text_of(p));
    return texts;
  }
};

TEST_F(StoredRunsTest, AllOfARunArrivesInAnotherStore) {
  const RunInfo run = new_full_run();

  const TrackedRun there = sent(run), here = store->run(run.run_id);

  EXPECT_EQ(there.info.run_name, "run_1");
  EXPECT_EQ(there.info.user_id, "me");
  EXPECT_EQ(there.info.start_time, kStart);
  EXPECT_EQ(there.info.end_time, kStart + 500);
  EXPECT_EQ(there.info.status, TrackedStatus::kFailed);
  EXPECT_EQ(there.params, here.params);
  EXPECT_THAT(there.tags, testing::IsSupersetOf(here.tags));
  EXPECT_THAT(there.datasets, SizeIs(2));
  for (const char* key : {"loss", "a/b"}) {
    EXPECT_EQ(points_of(*target, there.info.run_id, key), points_of(*store, run.run_id, key));
  }
  const fs::path artifacts = to / there.info.experiment_id / there.info.run_id / "artifacts";
  EXPECT_EQ(read_file(artifacts / "notes/ä b.txt"), "hello");
  EXPECT_EQ(read_file(artifacts / "model/data/model.pth"), "weights");
}

TEST_F(StoredRunsTest, NothingIsToldTwice) {
  const RunInfo run = new_full_run();
  sent(run);
  const auto size = journal_size(run);

  sent(run);

  EXPECT_EQ(journal_size(run), size);
}

TEST_F(StoredRunsTest, ARunThatHasGrownTellsWhatIsNew) {
  const RunInfo run = new_full_run();
  sent(run);
  store->log_batch(run.run_id, {.metrics = {point("loss", 4, 4), point("late", kNan, 1)},
                                .params = {{"q", "2"}},
                                .tags = {{"mlflow.note.content", "changed"}}});
  store->log_dataset(run.run_id, {.name = "pets", .digest = "d1", .context = "test"});
  write_file(folder(run) / "artifacts/notes/ä b.txt", "hello again");
  write_file(folder(run) / "artifacts/more", "x");
  store->set_status(run.run_id, TrackedStatus::kFinished, kStart + 900);
  const auto before = RunJournal(folder(run)).size();

  const TrackedRun there = sent(run);

  EXPECT_EQ(there.info.status, TrackedStatus::kFinished);
  EXPECT_EQ(there.info.end_time, kStart + 900);
  EXPECT_THAT(there.params, Contains(KeyValue{"q", "2"}));
  EXPECT_THAT(there.tags, Contains(KeyValue{"mlflow.note.content", "changed"}));
  EXPECT_THAT(points_of(*target, there.info.run_id, "loss"), SizeIs(4));
  const fs::path artifacts = to / there.info.experiment_id / there.info.run_id / "artifacts";
  EXPECT_EQ(read_file(artifacts / "notes/ä b.txt"), "hello again");
  EXPECT_EQ(read_file(artifacts / "more"), "x");
  std::vector<std::string> told;
  for (const JournalEvent& event : RunJournal(folder(run)).read(before)) {
    for (const MetricPoint& p : event.batch.metrics) told.push_back(p.key);
    for (const KeyValue& p : event.batch.params) told.push_back(p.key);
    if (event.artifact) told.push_back(event.artifact->path);
  }
  EXPECT_THAT(told, UnorderedElementsAre("loss", "late", "q", "notes/ä b.txt", "more"));
}

TEST_F(StoredRunsTest, ARunOfPetsegKeepsItsOwnId) {
  EXPECT_EQ(stored_run_journal(find(new_run("a", {{kClientRunTag, "c1"}}))).head().client_id, "c1");
  const RunInfo other = new_run("b");
  EXPECT_EQ(stored_run_journal(find(other)).head().client_id, other.run_id);
}

TEST_F(StoredRunsTest, PlacesOfAStoreAreTold) {
  const RunInfo first = new_run("first"), second = new_run("second");
  const fs::path experiment = folder(first).parent_path();
  const auto count = [](const fs::path& place) { return find_stored_runs(place)->runs.size(); };

  EXPECT_EQ(count(from), 2U);
  EXPECT_EQ(count(from / ""), 2U);
  EXPECT_EQ(count(experiment), 2U);
  EXPECT_EQ(count(folder(second)), 1U);
  EXPECT_EQ(find(second).experiment.name, "pets");
  EXPECT_EQ(find_stored_runs(folder(second) / "")->store, from);
  EXPECT_FALSE(find_stored_runs(dir.path()));
  EXPECT_FALSE(find_stored_runs(dir.path() / "nowhere"));
}

TEST_F(StoredRunsTest, WhatWasDeletedIsLeftOutAndCounted) {
  new_run("stays");
  const fs::path run = folder(new_run("goes"));
  std::string meta = read_file(run / "meta.yaml");
  meta.replace(meta.find("\"active\""), 8, "deleted");
  write_file(run / "meta.yaml", meta);
  const std::string gone = store->experiment("gone").id;
  fs::rename(from / gone, from / ".trash" / gone);
  write_file(from / "models/pets/meta.yaml", "name: pets\n");

  const auto found = find_stored_runs(from);

  EXPECT_THAT(found->runs, SizeIs(1));
  EXPECT_THAT(found->damages, IsEmpty());
  EXPECT_EQ(found->deleted_runs, 1U);
  EXPECT_EQ(found->deleted_experiments, 1U);
  EXPECT_EQ(found->registered_models, 1U);
  EXPECT_THAT(find_stored_runs(run)->runs, IsEmpty());
  EXPECT_THAT(find_stored_runs(from / ".trash" / gone)->runs, IsEmpty());
}

TEST_F(StoredRunsTest, DamageCostsNoOtherRun) {
  new_run("sound");
  write_file(folder(new_run("a")) / "meta.yaml", "run_id: [\n");
  fs::remove(folder(new_run("b")) / "meta.yaml");
  write_file(from / store->experiment("damaged").id / "meta.yaml", "name: {\n");
  const RunInfo empty_metric = new_run("c");
  write_file(folder(empty_metric) / "metrics/loss", "");

  const auto found = find_stored_runs(from);

  EXPECT_THAT(found->runs, SizeIs(2));
  ASSERT_THAT(found->damages, SizeIs(3));
  for (const Error& damage : found->damages) {
    EXPECT_EQ(damage.exit_code(), ExitCode::kInputData);
    EXPECT_THAT(damage.what(), HasSubstr("meta.yaml"));
  }
  EXPECT_ERROR(stored_run_journal(find(empty_metric)), DataError, HasSubstr("is empty"));
  EXPECT_FALSE(has_journal(folder(empty_metric)));
}

TEST_F(StoredRunsTest, LinksAreNoArtifacts) {
  const RunInfo run = new_run("a");
  write_file(dir.path() / "secret", "x");
  fs::create_symlink(dir.path() / "secret", folder(run) / "artifacts/link");
  write_file(folder(run) / "artifacts/file", "x");

  EXPECT_THAT(artifacts_told_of(run), ElementsAre("file"));
}

TEST_F(StoredRunsTest, ArtifactsThatHaveChangedAreToldOfAgainWhateverTheirSize) {
  const RunInfo run = new_run("a");
  const fs::path file = folder(run) / "artifacts/file";
  const fs::path weights = folder(run) / "artifacts/model/data/model.pth";
  write_file(file, "x");
  write_file(folder(run) / "artifacts/model/MLmodel", "flavors: {}\n");
  write_file(weights, "weights");
  EXPECT_THAT(artifacts_told_of(run), ElementsAre("file", "model"));
  EXPECT_THAT(artifacts_told_of(run), ElementsAre("file", "model"));

  for (const fs::path& changed : {file, weights}) {
    fs::last_write_time(changed, fs::last_write_time(changed) + std::chrono::seconds(1));
  }
  EXPECT_THAT(artifacts_told_of(run), ElementsAre("file", "model", "file", "model"));
}

TEST_F(StoredRunsTest, ArtifactsAreThoseOfTheRunAlone) {
  const RunInfo run = new_run("a");
  write_file(folder(run) / "artifacts/file", "x");
  write_file(dir.path() / "private/file of others", "x");
  const fs::path elsewhere = dir.path() / "elsewhere" / run.run_id / "artifacts";
  write_file(elsewhere / "there", "x");
  const std::string meta = read_file(folder(run) / "meta.yaml");
  const auto paths_with = [&](const std::string& uri) {
    std::string changed = meta;
    changed.replace(changed.find(run.artifact_uri), run.artifact_uri.size(), uri);
    write_file(folder(run) / "meta.yaml", changed);
    fs::remove(folder(run) / RunJournal::kFile);
    return artifacts_told_of(run);
  };

  EXPECT_THAT(paths_with(elsewhere.string()), ElementsAre("there"));
  EXPECT_THAT(paths_with("file:///moved/" + run.run_id + "/artifacts"), ElementsAre("file"));
  EXPECT_THAT(paths_with((dir.path() / "private").string()), ElementsAre("file"));
  EXPECT_THAT(paths_with("s3://bucket/" + run.run_id + "/artifacts"), IsEmpty());
}

TEST_F(StoredRunsTest, ModelsBesideTheRunBecomeItsArtifacts) {
  const RunInfo run = new_run("a");
  const fs::path models = folder(run).parent_path() / "models";
  for (const char* id : {"m-1", "m-2"}) {
    write_file(models / id / "meta.yaml", "model_id: " + std::string(id) +
                                              "\nname: unet\nsource_run_id: " + run.run_id + "\n");
    write_file(models / id / "artifacts/MLmodel", "flavors: {}\n");
    write_file(folder(run) / "outputs" / id / "meta.yaml", "");
  }
  std::vector<std::string> paths;
  for (const JournalEvent& event : stored_run_journal(find(run)).read(0)) {
    if (event.artifact) paths.push_back(event.artifact->path);
  }
  EXPECT_THAT(paths, ElementsAre("m-2", "unet"));
}

TEST_F(StoredRunsTest, WhatAModelOfPetsegsScoredIsToldWithIt) {
  const RunInfo run = new_run("run_1", {{"mlflow.source.name", "petseg"}});
  store->log_batch(run.run_id, {.metrics = {point("test/miou", 0.5, 0), point("valid/miou", 1, 1)},
                                .params = {{"setup.model", "Unet"}, {"params.epochs", "2"}}});
  const fs::path model = folder(run) / "artifacts" / "model";
  const auto scores = [&] {
    std::vector<JournalEvent> events = stored_run_journal(find(run)).read(0);
    std::erase_if(events, [](const JournalEvent& event) { return !event.model; });
    return events;
  };
  EXPECT_THAT(scores(), IsEmpty());
  fs::remove(folder(run) / RunJournal::kFile);
  write_file(model / "MLmodel", "flavors: {}\n");
  const std::vector<JournalEvent> events = scores();
  ASSERT_EQ(events.size(), 1U);
  ASSERT_EQ(events[0].batch.metrics.size(), 1U);
  EXPECT_EQ(events[0].batch.metrics[0].key, "test/miou");
  EXPECT_EQ(events[0].model->params, (std::vector<KeyValue>{{"setup.model", "Unet"}}));
  EXPECT_THAT(scores(), SizeIs(1));  // nothing is told twice
}

TEST_F(StoredRunsTest, TagsNameTheRunsOfTheOtherStore) {
  const RunInfo run = new_run("child", {{"mlflow.parentRunId", "parent here"}});
  store->log_batch(
      run.run_id,
      {.tags = {{"mlflow.log-model.history", "[{\"run_id\": \"" + run.run_id + "\"}]"}}});
  std::vector<std::string> keys;
  for (const KeyValue& tag : sent(run).tags) keys.push_back(tag.key);
  EXPECT_THAT(keys, UnorderedElementsAre(kClientRunTag, "mlflow.user", "mlflow.runName"));

  const auto tags =
      tags_naming_runs(find(run), {{"parent here", "parent there"}, {run.run_id, "x"}});

  EXPECT_THAT(tags, ElementsAre(KeyValue{"mlflow.parentRunId", "parent there"},
                                KeyValue{"mlflow.log-model.history", "[{\"run_id\": \"x\"}]"}));
}

TEST_F(StoredRunsTest, ExperimentsKeepTheirTags) {
  const std::string id = store->experiment("pets").id;
  store->set_experiment_tags(id, {{"mlflow.note.content", "Pets\n"}, {"team", "a"}});

  const RunInfo run = new_run("a");

  EXPECT_THAT(
      find(run).experiment.tags,
      UnorderedElementsAre(KeyValue{"mlflow.experimentKind", "custom_model_development"},
                           KeyValue{"mlflow.note.content", "Pets\n"}, KeyValue{"team", "a"}));
  EXPECT_THAT(store->experiment("pets").tags, SizeIs(3));
  EXPECT_ERROR(store->set_experiment_tags(id, {{"../out", "x"}}), ConfigError, HasSubstr("../out"));
  EXPECT_ERROR(store->set_experiment_tags("123", {{"a", "x"}}), ConfigError, HasSubstr("123"));
}

}  // namespace
}  // namespace petseg
