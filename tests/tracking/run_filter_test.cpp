#include "tracking/run_filter.h"

#include <cmath>

#include "petseg/core/error.h"

#include "support/expect_error.h"
#include "tracking/run_order.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TrackedRun example() {
  TrackedRun run;
  run.info = {.run_id = "abc123",
              .run_name = "night one",
              .user_id = "me",
              .status = TrackedStatus::kFinished,
              .start_time = 1'700'000'000'000};
  run.metrics = {{.key = "loss", .value = 0.5},
                 {.key = "nan", .value = std::nan("")},
                 {.key = "test/miou", .value = 0.75}};
  run.params = {{"model", "Unet"}, {"it's", "x"}};
  run.tags = {{"mlflow.source.name", "petseg"}, {"note", "Größe 10%"}};
  run.datasets = {{.name = "pets", .digest = "0f", .context = "train"},
                  {.name = "more", .digest = "1f"}};
  return run;
}

bool matches(const std::string& filter) { return RunFilter(filter).matches(example()); }

TEST(RunFilter, ComparesNumbers) {
  EXPECT_TRUE(matches("metrics.loss = 0.5"));
  EXPECT_TRUE(matches("metric.loss<=.5"));
  EXPECT_TRUE(matches("metrics.loss > -1e-3"));
  EXPECT_FALSE(matches("metrics.loss != 0.5"));
  EXPECT_FALSE(matches("metrics.loss >= 0.51"));
  EXPECT_TRUE(matches("start_time > 1699999999999"));
  EXPECT_FALSE(matches("attributes.end_time > 0"));
  EXPECT_FALSE(matches("metrics.nan <= 1"));
  EXPECT_TRUE(matches("metrics.nan != 1"));
  EXPECT_FALSE(matches("metrics.missing != 1"));
}

TEST(RunFilter, ComparesTexts) {
  EXPECT_TRUE(matches("params.model = 'Unet'"));
  EXPECT_TRUE(matches("params.model != \"unet\""));
  EXPECT_TRUE(matches("tags.mlflow.source.name = 'petseg'"));
  EXPECT_TRUE(matches("status = 'FINISHED'"));
  EXPECT_TRUE(matches("run.\"Run name\" = 'night one'"));
  EXPECT_FALSE(matches("tags.missing != 'x'"));
}

TEST(RunFilter, TakesKeysInQuotesOrWithSlashes) {
  EXPECT_TRUE(matches("metrics.`test/miou` > 0.7"));
  EXPECT_TRUE(matches("metrics.\"test/miou\" > 0.7"));
  EXPECT_TRUE(matches("metrics.test/miou > 0.7"));
  EXPECT_TRUE(matches("`params`.`it's` = 'x'"));
  EXPECT_TRUE(matches("\"run_name\" = 'night one'"));
}

TEST(RunFilter, KnowsLikeInAndNull) {
  EXPECT_TRUE(matches("params.model LIKE 'U%'"));
  EXPECT_FALSE(matches("params.model like 'u%'"));
  EXPECT_TRUE(matches("params.model ilike '%NET'"));
  EXPECT_TRUE(matches("run_id IN ('x', \"abc123\")"));
  EXPECT_FALSE(matches("attributes.run_id not in ('abc123')"));
  EXPECT_TRUE(matches("tags.missing IS NULL"));
  EXPECT_TRUE(matches("params.model is not null"));
}

TEST(RunFilter, LooksAtEachDataSet) {
  EXPECT_TRUE(matches("datasets.name = 'more'"));
  EXPECT_TRUE(matches("dataset.digest LIKE '%f'"));
  EXPECT_TRUE(matches("datasets.context IN ('train', 'eval')"));
  EXPECT_FALSE(matches("datasets.context != 'train'"));
}

TEST(RunFilter, JoinsConditionsByAnd) {
  EXPECT_TRUE(matches("params.model = 'Unet' and metrics.loss < 1 AND run_id = 'abc123'"));
  EXPECT_FALSE(matches("params.model = 'Unet' AND metrics.loss > 1"));
  EXPECT_TRUE(matches(""));
  EXPECT_TRUE(matches("  "));
}

TEST(RunFilter, IsWrittenAsEveryMLflowTakesIt) {
  EXPECT_EQ(
      RunFilter(
          "metrics.test/miou>0.50 and status  = 'FINISHED' AND tag.x is null and created >= 7")
          .text(),
      "metrics.`test/miou` > 0.50 AND attributes.status = 'FINISHED' AND tags.`x` IS NULL AND "
      "attributes.start_time >= 7");
  EXPECT_EQ(RunFilter("tags.\"a`b\" = 'x'").text(), "tags.\"a`b\" = 'x'");
  EXPECT_EQ(RunFilter("run_id in ('a',\"b\")").text(), "attributes.run_id IN ('a', \"b\")");
}

TEST(RunFilter, ShowsThePlaceThatItDoesNotUnderstand) {
  const auto expect = [](const char* filter, const char* place, const char* expected) {
    EXPECT_ERROR(RunFilter(filter).text(), ConfigError,
                 AllOf(HasSubstr(place), HasSubstr(expected)));
  };
  expect("metrics.loss >> 0.5", "at character 15, found \"> 0.5\"", "expected a number");
  expect("metrics.loss == 0.5", "at character 15, found \"= 0.5\"", "expected a number");
  expect("metrics.loss < 0.5 OR run_id = 'a'", "at character 20, found \"OR run_id = 'a'\"",
         "expected AND");
  expect("metrics.loss <", "found its end", "expected a number");
  expect("metrics.loss < nan", "found \"nan\"", "expected a number");
  expect("metrics.loss < 'x'", "found \"'x'\"", "expected a number");
  expect("metrics.loss LIKE 'x'", "found \"LIKE 'x'\"",
         "one of =, !=, >, >=, <, <= after metrics.`loss`");
  expect("params.model = Unet", "found \"Unet\"", "a text in quotes");
  expect("params.model = 'Unet", "at character 16", "a second quote");
  expect("params.model > 'a'", "found \"> 'a'\"", "one of =, !=, LIKE");
  expect("status IN ('a')", "found \"IN ('a')\"",
         "one of =, !=, LIKE, ILIKE after attributes.status");
  expect("run_id IN ('a'", "found its end", "\",\" or \")\"");
  expect("run_id IN ()", "found \")\"", "a text in quotes");
  expect("run_id NOT 'a'", "found \"NOT 'a'\"", "NOT IN");
  expect("tags.x IS 'a'", "found \"IS 'a'\"", "IS NULL or IS NOT NULL");
  expect("loss < 0.5", "at character 1", "a metric is written metrics.name");
  expect("statu = 'x'", "at character 1", "did you mean \"status\"");
  expect("metrik.loss < 1", "at character 1", "expected metrics., params., tags.");
  expect("datasets.size = 'x'", "at character 1", "\"name\", \"digest\", \"context\"");
  expect("metrics. < 1", "at character 1", "expected a name");
  expect("metrics.loss < 1 AND", "found its end", "expected a name");
  expect("(metrics.loss < 1)", "at character 1", "expected a name");
}

TEST(IsLike, TakesPercentAsAnyTextAndUnderscoreAsACharacter) {
  EXPECT_TRUE(is_like("", "", false));
  EXPECT_TRUE(is_like("", "%%", false));
  EXPECT_FALSE(is_like("a", "", false));
  EXPECT_TRUE(is_like("abcabd", "%ab_", false));
  EXPECT_FALSE(is_like("abcabd", "%abc", false));
  EXPECT_TRUE(is_like("aXbXc", "a%b%c", false));
  EXPECT_TRUE(is_like("Größe", "Gr__e", false));
  EXPECT_TRUE(is_like("ABC", "a%C", true));
  EXPECT_TRUE(is_like("a.c", "a.c", false));
  EXPECT_FALSE(is_like("abc", "a.c", false));
  EXPECT_TRUE(is_like("a\nb", "a%b", false));
}

TEST(IsLike, IsNotStalledByManyPercentSigns) {
  std::string pattern;
  for (int i = 0; i < 1000; ++i) pattern += "a%";
  EXPECT_FALSE(is_like(std::string(8000, 'a'), pattern + "b", false));
}

TrackedRun run(const std::string& id, std::int64_t start, std::optional<double> loss) {
  TrackedRun run;
  run.info.run_id = id;
  run.info.start_time = start;
  if (loss) run.metrics = {{.key = "loss", .value = *loss}};
  return run;
}

std::string sorted(std::vector<TrackedRun> runs, const std::vector<std::string>& orders) {
  sort_runs(runs, {orders.begin(), orders.end()});
  std::string ids;
  for (const TrackedRun& one : runs) ids += one.info.run_id;
  return ids;
}

TEST(RunOrder, PutsTheNewestFirstAndThenGoesByIds) {
  EXPECT_EQ(sorted({run("b", 1, {}), run("a", 1, {}), run("c", 2, {})}, {}), "cab");
}

TEST(RunOrder, PutsRunsWithoutAValueLastInBothDirections) {
  const std::vector<TrackedRun> runs{run("n", 9, std::nan("")), run("x", 8, {}), run("b", 7, 2),
                                     run("a", 6, 1), run("c", 5, 2)};
  EXPECT_EQ(sorted(runs, {"metrics.loss"}), "abcnx");
  EXPECT_EQ(sorted(runs, {"metrics.loss desc"}), "bcanx");
  EXPECT_EQ(sorted(runs, {"metrics.`loss` DESC", "start_time ASC"}), "cbanx");
  EXPECT_EQ(sorted(runs, {"run_id"}), "abcnx");
}

TEST(RunOrder, SaysWhatItDoesNotUnderstand) {
  EXPECT_EQ(RunOrder("metrics.valid/miou desc").text(), "metrics.`valid/miou` DESC");
  EXPECT_EQ(RunOrder("Created").text(), "attributes.start_time ASC");
  EXPECT_ERROR(RunOrder("metrics.loss down"), ConfigError,
               HasSubstr("found \"down\", expected ASC, DESC or its end"));
  EXPECT_ERROR(RunOrder("datasets.name"), ConfigError, HasSubstr("expected a metric"));
  EXPECT_ERROR(RunOrder(""), ConfigError, HasSubstr("expected a name"));
}

}  // namespace
}  // namespace petseg
