#include "petseg/tracking/file_store.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <regex>
#include <thread>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "support/expect_error.h"
#include "support/full_disk.h"
#include "support/temp_dir.h"

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace petseg {
namespace {

class FileStoreTest : public testing::Test {
 protected:
  fs::path root() const { return dir_.path() / "mlruns"; }
  fs::path folder(const RunInfo& run) const { return root() / run.experiment_id / run.run_id; }

  RunInfo new_run(const std::string& name = "run_1", std::vector<KeyValue> tags = {}) {
    return store_->create_run({.experiment_id = store_->experiment("pets").id,
                               .run_name = name,
                               .user_id = "me",
                               .start_time = 1'700'000'000'000,
                               .tags = std::move(tags)});
  }
  std::vector<std::string> names_of_runs() {
    std::vector<std::string> names;
    for (const TrackedRun& run :
         store_->search_runs({.experiment_ids = {store_->experiment("pets").id}})) {
      names.push_back(run.info.run_name);
    }
    return names;
  }

  TempDir dir_;
  std::unique_ptr<TrackingStore> store_ = open_file_store(root());
};

MetricPoint point(const std::string& key, double value, std::int64_t timestamp, std::int64_t step) {
  return {.key = key, .value = value, .timestamp = timestamp, .step = step};
}

std::string text_of(const MetricPoint& p) {
  return p.key + " " + std::to_string(p.value) + " " + std::to_string(p.timestamp) + " " +
         std::to_string(p.step);
}

TEST_F(FileStoreTest, ReadsNothingFromAFolderThatDoesNotExist) {
  EXPECT_THAT(store_->experiments(), IsEmpty());
  EXPECT_THAT(store_->search_runs({.experiment_ids = {"0"}}), IsEmpty());
  EXPECT_ERROR(store_->run("abc"), ConfigError, HasSubstr("run abc: is not in"));
  EXPECT_FALSE(fs::exists(root()));
}

TEST_F(FileStoreTest, MakesTheDefaultExperimentAndOneOfItsOwn) {
  const Experiment pets = store_->experiment("pets \"& co\"");

  EXPECT_TRUE(std::regex_match(pets.id, std::regex("[1-9][0-9]{17}")));
  EXPECT_EQ(pets.name, "pets \"& co\"");
  EXPECT_EQ(pets.artifact_location, "file://" + (root() / pets.id).string());
  EXPECT_EQ(store_->experiment("pets \"& co\"").id, pets.id);
  EXPECT_EQ(store_->experiment("Default").id, "0");
  EXPECT_EQ(store_->experiments().size(), 2U);
  EXPECT_TRUE(fs::is_directory(root() / ".trash"));
  EXPECT_THAT(
      read_file(root() / "0" / "meta.yaml"),
      AllOf(HasSubstr("experiment_id: \"0\"\n"), HasSubstr("lifecycle_stage: \"active\"\n")));
}

TEST_F(FileStoreTest, WritesTheFilesThatMLflowReads) {
  const RunInfo run = new_run();
  store_->log_batch(run.run_id, {.metrics = {point("valid/miou", 0.25, 1000, 1),
                                             point("valid/miou", 0.5, 2000, 2)},
                                 .params = {{"params.learning_rate", "0.001"}},
                                 .tags = {{"mlflow.note.content", "a note\n"}}});

  EXPECT_EQ(read_file(folder(run) / "metrics/valid/miou"), "1000 0.25 1\n2000 0.5 2\n");
  EXPECT_EQ(read_file(folder(run) / "params/params.learning_rate"), "0.001");
  EXPECT_EQ(read_file(folder(run) / "tags/mlflow.note.content"), "a note\n");
  EXPECT_EQ(read_file(folder(run) / "tags/mlflow.runName"), "run_1");
  EXPECT_TRUE(fs::is_directory(folder(run) / "artifacts"));
  EXPECT_EQ(run.artifact_uri, "file://" + (folder(run) / "artifacts").string());
  EXPECT_EQ(
      read_file(folder(run) / "meta.yaml"),
      "artifact_uri: \"" + run.artifact_uri +
          "\"\ndeleted_time: null\nend_time: null\nentry_point_name: \"\"\nexperiment_id: \"" +
          run.experiment_id + "\"\nlifecycle_stage: \"active\"\nrun_id: \"" + run.run_id +
          "\"\nrun_name: \"run_1\"\nrun_uuid: \"" + run.run_id +
          "\"\nsource_name: \"\"\nsource_type: 4\nsource_version: \"\"\nstart_time: "
          "1700000000000\nstatus: 1\ntags: []\nuser_id: \"me\"\n");
}

TEST_F(FileStoreTest, LeavesNothingElseWhereMLflowLooksForKeys) {
  const RunInfo run = new_run();
  store_->log_batch(run.run_id,
                    {.params = {{"a/b", "1"}, {"c", ""}}, .tags = {{"d", "x"}, {"d", "y"}}});
  store_->log_dataset(run.run_id, {.name = "pets", .digest = "0f"});

  const TrackedRun read = store_->run(run.run_id);
  EXPECT_THAT(read.params, ElementsAre(KeyValue{"a/b", "1"}, KeyValue{"c", ""}));
  EXPECT_THAT(read.tags, ElementsAre(KeyValue{"d", "y"}, KeyValue{"mlflow.runName", "run_1"}));
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder(run)))
    names.push_back(entry.path().filename());
  EXPECT_THAT(
      names, UnorderedElementsAre("meta.yaml", "metrics", "params", "tags", "artifacts", "inputs"));
}

TEST_F(FileStoreTest, ReadsBackEveryPointInItsOrderAndTheLastOneAsTheValue) {
  const RunInfo run = new_run();
  const double inf = std::numeric_limits<double>::infinity(), nan = std::nan("");
  store_->log_batch(run.run_id, {.metrics = {point("a", 0.1 + 0.2, 5, 2), point("a", -inf, 6, 1),
                                             point("b", nan, 1, 0), point("a", 1e-320, 5, 0),
                                             point("c", inf, 1, -1)}});

  const std::vector<MetricPoint> history = store_->metric_history(run.run_id, "a");
  ASSERT_EQ(history.size(), 3U);
  EXPECT_EQ(history[0].value, 0.1 + 0.2);
  EXPECT_EQ(history[1].value, -inf);
  EXPECT_EQ(history[2].value, 1e-320);
  const TrackedRun read = store_->run(run.run_id);
  ASSERT_EQ(read.metrics.size(), 3U);
  EXPECT_EQ(text_of(read.metrics[0]), text_of(point("a", 0.1 + 0.2, 5, 2)));
  EXPECT_TRUE(std::isnan(read.metrics[1].value));
  EXPECT_EQ(text_of(read.metrics[2]), text_of(point("c", inf, 1, -1)));
  EXPECT_THAT(store_->metric_history(run.run_id, "d"), IsEmpty());
  EXPECT_THAT(store_->metric_history(run.run_id, "../meta.yaml"), IsEmpty());
}

TEST_F(FileStoreTest, WritesABatchThatComesAgainOnce) {
  const RunInfo run = new_run();
  const RunBatch batch{
      .metrics = {point("a", 1, 10, 1), point("a", std::nan(""), 10, 2), point("a", 1, 10, 1)},
      .params = {{"p", "v"}, {"p", "v"}},
      .tags = {{"t", "x"}}};
  EXPECT_FALSE(store_->keeps_duplicates());
  store_->log_batch(run.run_id, batch);
  store_->log_batch(run.run_id, batch);
  store_->log_batch(run.run_id, {.metrics = {point("a", 2, 10, 1), point("a", 1, 10, 1)}});
  store_->log_dataset(run.run_id, {.name = "pets", .digest = "0f"});
  store_->log_dataset(run.run_id, {.name = "pets", .digest = "0f"});

  EXPECT_EQ(read_file(folder(run) / "metrics/a"), "10 1 1\n10 nan 2\n10 2 1\n");
  EXPECT_EQ(store_->run(run.run_id).datasets.size(), 1U);
}

TEST_F(FileStoreTest, KnowsAPointThatPythonWrote) {
  const RunInfo run = new_run();
  write_file(folder(run) / "metrics/a", "10 1.0 1\n11 1e-05 2\n");
  store_->log_batch(run.run_id, {.metrics = {point("a", 1, 10, 1), point("a", 0.00001, 11, 2)}});
  EXPECT_EQ(read_file(folder(run) / "metrics/a"), "10 1.0 1\n11 1e-05 2\n");
}

TEST_F(FileStoreTest, DropsALineThatACrashCutOff) {
  const RunInfo run = new_run();
  write_file(folder(run) / "metrics/a", "10 1 1\n20 1 1");
  EXPECT_EQ(store_->run(run.run_id).metrics.at(0).timestamp, 20);
  store_->log_batch(run.run_id, {.metrics = {point("a", 12, 20, 2)}});
  EXPECT_EQ(read_file(folder(run) / "metrics/a"), "10 1 1\n20 12 2\n");
}

TEST_F(FileStoreTest, NeverChangesAParam) {
  const RunInfo run = new_run();
  store_->log_batch(run.run_id, {.params = {{"p", "1"}}});
  EXPECT_ERROR(store_->log_batch(run.run_id, {.metrics = {point("a", 1, 1, 1)},
                                              .params = {{"q", "3"}, {"p", "2"}}}),
               ConfigError, HasSubstr("param \"p\": is \"1\" already and cannot become \"2\""));
  EXPECT_ERROR(store_->log_batch(run.run_id, {.params = {{"r", "1"}, {"r", "2"}}}), ConfigError,
               HasSubstr("\"r\""));

  const TrackedRun read = store_->run(run.run_id);
  EXPECT_THAT(read.params, ElementsAre(KeyValue{"p", "1"}));
  EXPECT_THAT(read.metrics, IsEmpty());
}

TEST_F(FileStoreTest, RefusesAKeyThatWouldBeAFileAndAFolder) {
  const RunInfo run = new_run();
  store_->log_batch(run.run_id, {.metrics = {point("valid/iou", 1, 1, 1)}});
  const auto log = [&](const std::string& key) {
    store_->log_batch(run.run_id, {.metrics = {point(key, 1, 1, 1)}});
  };
  EXPECT_ERROR(log("valid/iou/cat"), ConfigError,
               HasSubstr("metric \"valid/iou/cat\": MLflow's file layout cannot hold it beside the "
                         "metric \"valid/iou\""));
  EXPECT_ERROR(log("valid"), ConfigError, HasSubstr("beside the metric \"valid/…\""));
  EXPECT_ERROR(store_->log_batch(run.run_id, {.tags = {{"a", ""}, {"a/b", ""}}}), ConfigError,
               HasSubstr("tag \"a/b\""));
  log("valid/iou_cat");
  EXPECT_EQ(store_->run(run.run_id).metrics.size(), 2U);
}

TEST_F(FileStoreTest, RefusesWhatMLflowRefuses) {
  const RunInfo run = new_run();
  const auto log = [&](const std::string& key) {
    store_->log_batch(run.run_id, {.metrics = {point(key, 1, 1, 1)}});
  };
  for (const char* key :
       {"", "/etc/x", "../x", "a//b", "a/", "./a", "a/../b", ".", "a&b", "über", "a\nb"}) {
    EXPECT_ERROR(log(key), ConfigError, HasSubstr("metric"));
  }
  EXPECT_ERROR(log(std::string(251, 'a')), ConfigError, HasSubstr("1 to 250 characters"));
  EXPECT_ERROR(store_->log_batch(run.run_id, {.metrics = {point("a", 1, -1, 1)}}), ConfigError,
               HasSubstr("timestamp"));
  EXPECT_ERROR(store_->log_batch(run.run_id, {.params = {{"a", "\xff"}}}), ConfigError,
               HasSubstr("not UTF-8"));
  EXPECT_ERROR(store_->experiment(""), ConfigError, HasSubstr("expected a name"));
  EXPECT_ERROR(store_->create_run({.experiment_id = "123"}), ConfigError,
               HasSubstr("experiment 123: is not in"));
  EXPECT_ERROR(store_->log_dataset(run.run_id, {.name = "x", .digest = std::string(37, '0')}),
               ConfigError, HasSubstr("its digest has 37 bytes"));
}

TEST_F(FileStoreTest, CutsValuesAtTheLengthsOfMLflow) {
  const RunInfo run = new_run();
  std::string wide;
  for (int i = 0; i < 6001; ++i) wide += "ü";
  const RunBatch batch{.params = {{"p", wide}}, .tags = {{"t", std::string(8001, 'x')}}};
  store_->log_batch(run.run_id, batch);
  store_->log_batch(run.run_id, batch);

  const TrackedRun read = store_->run(run.run_id);
  EXPECT_EQ(read.params.at(0).value, wide.substr(2));
  EXPECT_EQ(read.tags.at(1).value.size(), 8000U);
}

TEST_F(FileStoreTest, FindsARunByTheIdOfItsClientInsteadOfMakingASecondOne) {
  const RunInfo first = new_run("run_1", {{kClientRunTag, "abc"}});
  EXPECT_EQ(new_run("run_1", {{kClientRunTag, "abc"}}).run_id, first.run_id);
  EXPECT_NE(new_run("run_1", {{kClientRunTag, "abd"}}).run_id, first.run_id);
  EXPECT_NE(new_run().run_id, new_run().run_id);
  EXPECT_TRUE(std::regex_match(first.run_id, std::regex("[0-9a-f]{32}")));
}

TEST_F(FileStoreTest, EndsARunThatACrashLeftBegun) {
  const RunInfo run = new_run("run_1", {{kClientRunTag, "abc"}});
  fs::remove(folder(run) / "meta.yaml");
  EXPECT_THAT(names_of_runs(), IsEmpty());
  EXPECT_EQ(new_run("run_1", {{kClientRunTag, "abc"}}).run_id, run.run_id);
  EXPECT_THAT(names_of_runs(), ElementsAre("run_1"));
}

TEST_F(FileStoreTest, KeepsTheNameOfARunInBothPlaces) {
  const RunInfo run = new_run("old");
  store_->log_batch(run.run_id, {.tags = {{"mlflow.runName", "new"}}});
  EXPECT_EQ(store_->run(run.run_id).info.run_name, "new");
  EXPECT_EQ(new_run("", {{"mlflow.runName", "tagged"}}).run_name, "tagged");
  EXPECT_FALSE(new_run("").run_name.empty());
  EXPECT_ERROR(new_run("one", {{"mlflow.runName", "two"}}), ConfigError,
               HasSubstr("expected the same name"));
}

TEST_F(FileStoreTest, EndsARunAndGoesOnWithIt) {
  const RunInfo run = new_run();
  store_->set_status(run.run_id, TrackedStatus::kKilled, 1'700'000'001'000);
  EXPECT_EQ(store_->run(run.run_id).info.status, TrackedStatus::kKilled);
  EXPECT_EQ(store_->run(run.run_id).info.end_time, 1'700'000'001'000);
  store_->set_status(run.run_id, TrackedStatus::kRunning, std::nullopt);
  EXPECT_EQ(store_->run(run.run_id).info.status, TrackedStatus::kRunning);
  EXPECT_EQ(store_->run(run.run_id).info.end_time, std::nullopt);
}

void replace_in(const fs::path& file, const std::string& from, const std::string& to) {
  write_file(file, std::regex_replace(read_file(file), std::regex(from), to));
}

TEST_F(FileStoreTest, LeavesOutDeletedRunsUntilTheyAreRestored) {
  const RunInfo run = new_run();
  replace_in(folder(run) / "meta.yaml", "lifecycle_stage: \"active\"", "lifecycle_stage: deleted");
  EXPECT_THAT(names_of_runs(), IsEmpty());
  EXPECT_TRUE(store_->run(run.run_id).info.is_deleted);
  EXPECT_ERROR(store_->log_batch(run.run_id, {.tags = {{"a", "b"}}}), ConfigError,
               HasSubstr("was deleted"));
  store_->set_status(run.run_id, TrackedStatus::kRunning, std::nullopt);
  EXPECT_THAT(names_of_runs(), ElementsAre("run_1"));
}

TEST_F(FileStoreTest, RestoresADeletedExperimentWithItsRuns) {
  const RunInfo run = new_run();
  replace_in(folder(run) / "meta.yaml", "lifecycle_stage: \"active\"", "lifecycle_stage: deleted");
  replace_in(root() / run.experiment_id / "meta.yaml", "lifecycle_stage: \"active\"",
             "lifecycle_stage: deleted");
  fs::rename(root() / run.experiment_id, root() / ".trash" / run.experiment_id);
  EXPECT_EQ(store_->experiments().size(), 1U);
  EXPECT_TRUE(store_->run(run.run_id).info.is_deleted);

  EXPECT_EQ(store_->experiment("pets").id, run.experiment_id);
  EXPECT_THAT(read_file(root() / run.experiment_id / "meta.yaml"),
              HasSubstr("lifecycle_stage: \"active\""));
  EXPECT_THAT(names_of_runs(), ElementsAre("run_1"));
}

TEST_F(FileStoreTest, KeepsTheDescriptionOfADataSet) {
  const RunInfo run = new_run();
  const DatasetInput pets{.name = "pets",
                          .digest = "0123abcd",
                          .source_type = "local",
                          .source = R"({"uri": "data/preprocessed"})",
                          .schema = "",
                          .profile = R"({"note": "ü \"quoted\" \\ and: # more"})",
                          .context = "train"};
  store_->log_dataset(run.run_id, pets);
  const std::vector<DatasetInput> read = store_->run(run.run_id).datasets;
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].name, pets.name);
  EXPECT_EQ(read[0].digest, pets.digest);
  EXPECT_EQ(read[0].source_type, pets.source_type);
  EXPECT_EQ(read[0].source, pets.source);
  EXPECT_EQ(read[0].schema, pets.schema);
  EXPECT_EQ(read[0].profile, pets.profile);
  EXPECT_EQ(read[0].context, pets.context);
}

TEST_F(FileStoreTest, FiltersSortsAndCutsRuns) {
  const auto run = [&](const char* name, double miou) {
    const RunInfo info = new_run(name);
    store_->log_batch(info.run_id, {.metrics = {point("test/miou", miou, 1, 1)}});
  };
  run("a", 0.5);
  run("b", 0.7);
  run("c", 0.6);
  const auto found = [&](RunSearch search) {
    search.experiment_ids = {store_->experiment("pets").id};
    std::string names;
    for (const TrackedRun& one : store_->search_runs(search)) names += one.info.run_name;
    return names;
  };
  EXPECT_EQ(found({.order_by = {"metrics.`test/miou` DESC"}}), "bca");
  EXPECT_EQ(found({.filter = "metrics.`test/miou` > 0.5", .order_by = {"run_name"}}), "bc");
  EXPECT_EQ(found({.order_by = {"run_name DESC"}, .max_results = 2}), "cb");
}

TEST_F(FileStoreTest, NeverLeavesItsFolder) {
  new_run();
  write_file(dir_.path() / "secret" / "meta.yaml", "run_id: secret\nexperiment_id: '0'\n");
  for (const char* id : {"../secret", "../../secret", "", ".", "..", "a/b", "-x"}) {
    EXPECT_ERROR(store_->run(id), ConfigError, HasSubstr("is no run id"));
    EXPECT_ERROR(store_->log_batch(id, {}), ConfigError, HasSubstr("is no run id"));
    EXPECT_ERROR(store_->search_runs({.experiment_ids = {id}}), ConfigError,
                 HasSubstr("is no experiment id"));
  }
}

TEST_F(FileStoreTest, FollowsNoLinks) {
  const RunInfo run = new_run();
  const fs::path elsewhere = dir_.path() / "elsewhere";
  write_file(elsewhere / "precious", "mine");
  fs::create_symlink(elsewhere / "precious", folder(run) / "metrics/loss");
  fs::create_directory_symlink(elsewhere, folder(run) / "metrics/train");
  fs::create_symlink(elsewhere / "precious", folder(run) / "params/p");
  fs::create_directory_symlink(elsewhere, root() / "123");
  const auto log = [&](const std::string& key) {
    store_->log_batch(run.run_id, {.metrics = {point(key, 1, 1, 1)}});
  };

  EXPECT_ERROR(log("loss"), ConfigError, HasSubstr("\"loss\""));
  EXPECT_ERROR(log("train/precious"), ConfigError, HasSubstr("\"train\""));
  const TrackedRun read = store_->run(run.run_id);
  EXPECT_THAT(read.params, IsEmpty());
  EXPECT_THAT(read.metrics, IsEmpty());
  EXPECT_THAT(store_->metric_history(run.run_id, "train/precious"), IsEmpty());
  EXPECT_EQ(read_file(elsewhere / "precious"), "mine");
}

TEST_F(FileStoreTest, FollowsNoLinksInPlaceOfItsFolders) {
  const RunInfo run = new_run();
  const fs::path elsewhere = dir_.path() / "elsewhere";
  write_file(elsewhere / "precious", "1 2 3\n");
  for (const char* name : {"metrics", "inputs"}) {
    fs::remove(folder(run) / name);
    fs::create_directory_symlink(elsewhere, folder(run) / name);
  }

  EXPECT_ERROR(store_->log_batch(run.run_id, {.metrics = {point("a", 1, 1, 1)}}), DataError,
               HasSubstr("metrics: is a link"));
  EXPECT_ERROR(store_->log_dataset(run.run_id, {.name = "pets"}), DataError,
               HasSubstr("inputs: is a link"));
  EXPECT_THAT(store_->run(run.run_id).metrics, IsEmpty());
  EXPECT_THAT(store_->metric_history(run.run_id, "precious"), IsEmpty());
  fs::rename(root() / run.experiment_id, dir_.path() / "moved");
  fs::create_directory_symlink(dir_.path() / "moved", root() / run.experiment_id);
  EXPECT_THAT(store_->search_runs({.experiment_ids = {run.experiment_id}}), IsEmpty());
}

TEST_F(FileStoreTest, DoesNotWaitForAPipe) {
  const RunInfo run = new_run();
  ASSERT_EQ(::mkfifo((folder(run) / "params" / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(store_->run(run.run_id).params, IsEmpty());
}

TEST_F(FileStoreTest, NamesADamagedRunAndShowsTheOthers) {
  new_run("good");
  const auto damaged = [&](const char* file, const std::string& content) {
    const RunInfo run = new_run("bad");
    write_file(folder(run) / file, content);
    EXPECT_THAT(names_of_runs(), ElementsAre("good"));
    std::string message;
    try {
      store_->run(run.run_id);
    } catch (const Error& error) {
      message = error.what();
    }
    fs::remove_all(folder(run));
    return message;
  };
  EXPECT_THAT(damaged("meta.yaml", ""), HasSubstr("is empty"));
  EXPECT_THAT(damaged("meta.yaml", "- a\n- b\n"), HasSubstr("holds no keys"));
  EXPECT_THAT(damaged("meta.yaml", "run_id: \"a\nb"), HasSubstr("meta.yaml: line "));
  EXPECT_THAT(damaged("meta.yaml", std::string(100'000, '[')), HasSubstr("meta.yaml: line "));
  EXPECT_THAT(damaged("meta.yaml", "run_id: abc\nexperiment_id: '0'\n"),
              HasSubstr("the folder was renamed"));
  EXPECT_THAT(damaged("meta.yaml", "status: 3\n"), HasSubstr("expected a text at \"run_id\""));
  EXPECT_THAT(damaged("metrics/a", ""), HasSubstr("is empty"));
  EXPECT_THAT(damaged("metrics/a", "1 2 3\nhello\n"), HasSubstr("line 2: found \"hello\""));
  EXPECT_THAT(damaged("metrics/a", std::string(1 << 20, '1')),
              HasSubstr("a line of more than 4096 bytes"));
  EXPECT_THAT(damaged("tags/a", std::string((1 << 20) + 1, '1')),
              HasSubstr("more than the 1048576"));
}

TEST_F(FileStoreTest, WaitsForAMetaYamlThatMLflowIsWriting) {
  const RunInfo run = new_run();
  const std::string meta = read_file(folder(run) / "meta.yaml");
  write_file(folder(run) / "meta.yaml", "");
  std::thread writer([&] { write_file(folder(run) / "meta.yaml", meta); });
  EXPECT_EQ(store_->run(run.run_id).info.run_name, "run_1");
  writer.join();
}

TEST_F(FileStoreTest, SaysOfARunWithAnotherExperimentsIdThatItWasMoved) {
  const RunInfo run = new_run();
  fs::rename(folder(run), root() / "0" / run.run_id);
  EXPECT_ERROR(store_->run(run.run_id), DataError, HasSubstr("the folder was moved"));
  EXPECT_THAT(store_->search_runs({.experiment_ids = {"0"}}), IsEmpty());
}

TEST_F(FileStoreTest, LeavesMetricsWholeOnAFullDisk) {
  const RunInfo run = new_run();
  store_->log_batch(run.run_id, {.metrics = {point("a", 1, 10, 1)}});
  std::vector<MetricPoint> many, others;
  for (int i = 0; i < 1000; ++i) many.push_back(point("a", i, 100, i));
  for (int i = 0; i < 1000; ++i) others.push_back(point("b", i, 100, i));
  {
    const FullDisk full(4096);
    EXPECT_ERROR(store_->log_batch(run.run_id, {.metrics = many}), IoError,
                 HasSubstr("cannot write"));
    EXPECT_ERROR(store_->log_batch(run.run_id, {.metrics = others}), IoError,
                 HasSubstr("cannot write"));
    EXPECT_ERROR(store_->log_batch(run.run_id, {.tags = {{"t", std::string(5000, 'x')}}}), IoError,
                 HasSubstr("cannot write"));
  }
  EXPECT_EQ(read_file(folder(run) / "metrics/a"), "10 1 1\n");
  EXPECT_EQ(store_->run(run.run_id).metrics.size(), 1U);
  EXPECT_EQ(store_->run(run.run_id).tags.size(), 1U);
  store_->log_batch(run.run_id, {.metrics = many});
  EXPECT_EQ(store_->metric_history(run.run_id, "a").size(), 1001U);
}

TEST_F(FileStoreTest, SaysWhereItCannotWrite) {
  write_file(dir_.path() / "file", "");
  const auto store = open_file_store(dir_.path() / "file" / "mlruns");
  EXPECT_ERROR(store->experiment("pets"), IoError, HasSubstr("cannot make this folder"));
}

TEST_F(FileStoreTest, TakesSeveralProcessesAtOnce) {
  const int processes = 6, points = 50;
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i) {
    children.push_back(::fork());
    if (children.back() != 0) continue;
    try {
      const RunInfo run = new_run("shared", {{kClientRunTag, "one"}});
      for (int step = 0; step < points; ++step) {
        store_->log_batch(run.run_id,
                          {.metrics = {point("a", 1, step, step), point("b", i, step, step)}});
      }
      ::_exit(0);
    } catch (...) {
      ::_exit(1);
    }
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(store_->experiments().size(), 2U);
  const RunInfo run = new_run("shared", {{kClientRunTag, "one"}});
  EXPECT_THAT(names_of_runs(), ElementsAre("shared"));
  EXPECT_EQ(store_->metric_history(run.run_id, "a").size(), static_cast<std::size_t>(points));
  EXPECT_EQ(store_->metric_history(run.run_id, "b").size(),
            static_cast<std::size_t>(points * processes));
}

}  // namespace
}  // namespace petseg
