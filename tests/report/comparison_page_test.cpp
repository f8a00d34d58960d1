#include "petseg/report/comparison_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.h"
#include "report/scored_runs.h"
#include "support/page_markup.h"

namespace petseg {
namespace {

const std::string kHostile = "</script><img src=x onerror=alert(1)><!--";

Comparison three_runs(const RegressionRule& rule = {}) {
  return compare({scored_run("runs/1", 80, 70, 60, 50), scored_run("runs/2", 70, 70, 70, 60),
                  scored_run("runs/3", 90, 90, 90, 40)},
                 rule);
}

/// The worst photo and the best one, without pictures.
const std::vector<ShownChange> kShown{{.change = 0, .missing = "no data set"}, {.change = 3}};

TEST(ComparisonPage, HasEachRunsValuesAndTheDifferences) {
  const Comparison comparison = three_runs();
  const Json slices = page_data(comparison_page(comparison, kShown))["slices"];

  ASSERT_EQ(slices.size(), 2U);
  EXPECT_EQ(slices[0]["kind"], "test");
  EXPECT_EQ(slices[1]["kind"], "category");
  EXPECT_DOUBLE_EQ(slices[1]["runs"][1]["iou_cat"], 0.6);
  const Difference& difference = comparison.slices[0].differences.at("iou_cat");
  EXPECT_EQ(
      slices[0]["differences"]["iou_cat"],
      Json({difference.value, "better", difference.interval->low, difference.interval->high}));
  EXPECT_EQ(slices[1]["differences"]["iou_cat"].size(), 2U);  // one photo has no interval
  EXPECT_FALSE(slices[0]["differences"].contains("iou_dog"));
}

TEST(ComparisonPage, HasThePhotosThatAreShownWithBothScores) {
  const Json data = page_data(comparison_page(three_runs(), kShown));

  ASSERT_EQ(data["photos"].size(), 2U);
  EXPECT_EQ(data["photos"][0]["name"], "d");
  EXPECT_DOUBLE_EQ(data["photos"][0]["scores"][0]["iou_cat"], 0.5);
  EXPECT_DOUBLE_EQ(data["photos"][0]["scores"][1]["iou_cat"], 0.4);
  EXPECT_LT(data["photos"][0]["change"], 0);
  EXPECT_EQ(data["changes"], Json::parse(R"({"photos": 4, "worse": 1, "better": 3})"));
  EXPECT_EQ(data["missing"], "1 of 2 photos lack pictures: no data set");
}

TEST(ComparisonPage, CountsTestPhotosThatARunSaw) {
  Comparison comparison = three_runs();
  comparison.runs[2].photos[0].seen = Seen::kValidated;
  comparison.runs[2].photos[3].seen = Seen::kTrained;  // a debugging photo

  const Json runs = page_data(comparison_page(comparison, kShown))["runs"];

  EXPECT_EQ(runs[0]["seen_test_photos"], 0);
  EXPECT_EQ(runs[2]["seen_test_photos"], 1);
}

TEST(ComparisonPage, TellsTheRuleAndWhatRegressed) {
  const Json data = page_data(comparison_page(three_runs({"iou_cat", 0.05}), kShown));

  EXPECT_EQ(data["metric"], "iou_cat");
  EXPECT_EQ(data["max_regression"], 0.05);
  EXPECT_EQ(data["regressions"],
            Json::parse(R"([{"slice": "dark", "before": 0.5, "after": 0.4}])"));
}

TEST(ComparisonPage, NoTextCanLeaveItsPlace) {
  Comparison comparison = three_runs({"miou", 0.01});
  const std::string plain = comparison_page(comparison, kShown);
  comparison.runs[0].name = comparison.runs[2].name = kHostile;
  comparison.runs[0].subject.provenance[kHostile] = comparison.runs[0].subject.model = kHostile;
  comparison.runs[0].setup = {{kHostile, kHostile}};
  comparison.slices[1].name = comparison.regressions[0].slice = kHostile;
  comparison.runs[0].photos[0].record.image = comparison.runs[0].photos[0].record.made = kHostile;

  const std::string html =
      comparison_page(comparison, {{.change = 0, .missing = kHostile}, {.change = 3}});

  expect_no_new_markup(html, plain);
  EXPECT_EQ(page_data(html)["slices"][1]["name"], kHostile);
}

TEST(ComparisonPage, TheSameComparisonGivesTheSameBytes) {
  EXPECT_EQ(comparison_page(three_runs(), kShown), comparison_page(three_runs(), kShown));
}

}  // namespace
}  // namespace petseg
