#include "petseg/tracking/run_table.h"

#include <cmath>
#include <cstdlib>
#include <ctime>

#include "petseg/core/error.h"
#include "petseg/tracking/file_store.h"
#include "petseg/tracking/find_run.h"
#include "petseg/tracking/run_query.h"

#include "core/json.h"
#include "support/environment.h"
#include "support/expect_error.h"
#include "support/temp_dir.h"

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace petseg {
namespace {

/// Three runs: run_1 and run_2 of "pets", run_2 again of "more".
class RunTableTest : public testing::Test {
 protected:
  RunTableTest() {
    ::tzset();
    add("pets", "run_1",
        {.metrics = points({0.5, 0.7, 0.6}), .params = {{"lr", "0.1"}, {"model", "Unet"}}});
    add("pets", "run_2",
        {.metrics = points({0.6, std::nan("")}), .params = {{"lr", "0.2"}, {"model", "Unet"}}});
    add("more", "run_2",
        {.params = {{"lr", "0.1"}, {"model", "Unet"}}, .tags = {{"note", "a\x1b[1mb"}}});
  }

  static std::vector<MetricPoint> points(const std::vector<double>& mious) {
    std::vector<MetricPoint> points;
    for (std::size_t i = 0; i < mious.size(); ++i) {
      const auto step = static_cast<std::int64_t>(i);
      points.push_back({.key = "valid/miou", .value = mious[i], .timestamp = step, .step = step});
      points.push_back(
          {.key = "valid/loss", .value = 1 - mious[i], .timestamp = step, .step = step});
    }
    points.push_back({.key = "test/miou", .value = mious.front(), .timestamp = 1, .step = 1});
    return points;
  }
  void add(const std::string& experiment, const std::string& name, const RunBatch& batch) {
    const std::int64_t start = 1'700'000'000'000 + 60'000 * static_cast<std::int64_t>(ids_.size());
    const RunInfo info =
        store_->create_run({.experiment_id = store_->experiment(experiment).id,
                            .run_name = name,
                            .start_time = start,
                            .tags = {{kClientRunTag, std::to_string(ids_.size())}}});
    store_->log_batch(info.run_id, batch);
    if (name != "run_1") store_->set_status(info.run_id, TrackedStatus::kFinished, start + 61'000);
    ids_.push_back(info.run_id);
  }
  std::vector<TrackedRun> all() {
    return store_->search_runs({.experiment_ids = experiment_ids(*store_)});
  }
  TrackedRun run(std::size_t i) { return store_->run(ids_.at(i)); }
  std::string id(std::size_t i) { return ids_.at(i).substr(0, 8); }

  EnvironmentVariable zone_{"TZ", "UTC"};
  TempDir dir_;
  std::unique_ptr<TrackingStore> store_ = open_file_store(dir_.path());
  std::vector<std::string> ids_;
};

TEST_F(RunTableTest, ShowsTheBestValuesAndWhatDiffers) {
  EXPECT_EQ(run_table(*store_, all(), {}),
            "start             id        name   experiment  status    duration  best valid/miou  "
            "test/miou  lr\n"
            "2023-11-14 22:15  " +
                id(2) +
                "  run_2  more        FINISHED      1:01                              0.1\n"
                "2023-11-14 22:14  " +
                id(1) +
                "  run_2  pets        FINISHED      1:01           0.6000     0.6000  0.2\n"
                "2023-11-14 22:13  " +
                id(0) +
                "  run_1  pets        RUNNING                      0.7000     0.5000  0.1\n");
}

TEST_F(RunTableTest, ShowsTheColumnsThatAreAskedFor) {
  EXPECT_EQ(run_table(*store_, {run(0), run(1), run(2)},
                      {.columns = {"name", "best.valid/loss", "metrics.valid/miou", "params.model",
                                   "tags.note"}}),
            "name   best valid/loss  valid/miou  model  note\n"
            "run_1           0.3000      0.6000  Unet\n"
            "run_2           0.4000         nan  Unet\n"
            "run_2                               Unet   a [1mb\n");
  EXPECT_ERROR(run_table(*store_, all(), {.columns = {"naem"}}), ConfigError,
               AllOf(HasSubstr("column \"naem\""), HasSubstr("did you mean \"name\"")));
  EXPECT_ERROR(run_table(*store_, all(), {.columns = {"metrics."}}), ConfigError,
               HasSubstr("column \"metrics.\""));
}

TEST_F(RunTableTest, LaysRunsSideBySide) {
  EXPECT_EQ(run_comparison(*store_, {run(0), run(1)}, 0),
            "                      run_1             run_2\n"
            "run id                " +
                id(0) + "          " + id(1) +
                "\n"
                "experiment            pets              pets\n"
                "status                RUNNING           FINISHED\n"
                "start                 2023-11-14 22:13  2023-11-14 22:14\n"
                "duration                                1:01\n\n"
                "[params that differ]\n"
                "lr                    0.1               0.2\n\n"
                "[metrics]\n"
                "test/miou             0.5000            0.6000 (+0.1)\n"
                "valid/loss            0.4000            nan\n"
                "valid/miou            0.6000            nan\n");
}

TEST_F(RunTableTest, ShowsAllOfOneRun) {
  store_->log_dataset(ids_[2], {.name = "pets", .digest = "0f", .context = "train"});
  EXPECT_EQ(run_comparison(*store_, {run(2)}, 0),
            "                run_2\n"
            "run id          " +
                ids_[2] +
                "\n"
                "experiment      more\n"
                "status          FINISHED\n"
                "start           2023-11-14 22:15\n"
                "duration        1:01\n\n"
                "[params]\n"
                "lr              0.1\n"
                "model           Unet\n\n"
                "[tags]\n"
                "mlflow.runName  run_2\n"
                "note            a [1mb\n"
                "petseg.run      2\n\n"
                "[data sets]\n"
                "train           pets 0f\n");
}

TEST_F(RunTableTest, IsJsonForPrograms) {
  const Json runs = Json::parse(runs_json(*store_, {run(1), run(2)}));
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0]["metrics"]["valid/miou"]["value"], "NaN");
  EXPECT_EQ(runs[0]["metrics"]["test/miou"]["value"], 0.6);
  EXPECT_EQ(runs[0]["experiment"], "pets");
  EXPECT_EQ(runs[1]["tags"]["note"], "a\x1b[1mb");
}

TEST_F(RunTableTest, NamesTheModelsThatARunLogged) {
  TrackedRun with_model = run(2);
  with_model.model_ids = {"m-1"};
  EXPECT_THAT(run_comparison(*store_, {with_model}, 0), HasSubstr("logged model    models:/m-1\n"));
  EXPECT_EQ(Json::parse(runs_json(*store_, {with_model}))[0]["logged_models"], Json({"m-1"}));
}

TEST_F(RunTableTest, FindsARunByItsIdItsBeginningOrItsName) {
  EXPECT_EQ(find_run(*store_, ids_[1]).info.run_id, ids_[1]);
  EXPECT_EQ(find_run(*store_, id(1)).info.run_id, ids_[1]);
  EXPECT_EQ(find_run(*store_, "run_1").info.run_id, ids_[0]);
  EXPECT_ERROR(find_run(*store_, "run_2"), ConfigError,
               AllOf(HasSubstr(ids_[1]), HasSubstr(ids_[2])));
  for (const char* word : {"", "run_3", "run_", "%", "a'b", "a'\"b"}) {
    EXPECT_ERROR(find_run(*store_, word), ConfigError, HasSubstr("petseg runs lists them"));
  }
}

TEST_F(RunTableTest, FindsTheIdsOfExperiments) {
  EXPECT_EQ(experiment_ids(*store_).size(), 3U);
  EXPECT_EQ(experiment_ids(*store_, "pets").size(), 1U);
  EXPECT_ERROR(experiment_ids(*store_, "pts"), ConfigError, HasSubstr("did you mean \"pets\""));
}

TEST(RunQuery, QuotesNames) {
  const RunSearch search = canonical(
      {.filter = "metrics.test/miou>.5", .order_by = {"metrics.test/miou desc", "run_name"}});
  EXPECT_EQ(search.filter, "metrics.`test/miou` > .5");
  EXPECT_THAT(search.order_by,
              testing::ElementsAre("metrics.`test/miou` DESC", "attributes.run_name ASC"));
}

}  // namespace
}  // namespace petseg
