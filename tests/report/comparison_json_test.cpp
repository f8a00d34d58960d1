#include "report/comparison_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.h"
#include "report/scored_runs.h"

namespace petseg {
namespace {

Comparison three_runs(const RegressionRule& rule = {}) {
  return compare({scored_run("runs/1", 80, 70, 60, 50), scored_run("runs/2", 70, 70, 70, 60),
                  scored_run("runs/3", 90, 90, 90, 40)},
                 rule);
}

TEST(ComparisonJson, HasEachMetricOfEachSliceWithItsDifference) {
  const Comparison comparison = three_runs();
  const Json json = Json::parse(comparison_json(comparison));

  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["slices"]["test"]["n"], 3);
  EXPECT_EQ(json["slices"]["test"]["metrics"].size(), measure_names().size());
  const Json metric = json["slices"]["test"]["metrics"]["iou_cat"];
  EXPECT_DOUBLE_EQ(metric["before"], 0.7);
  EXPECT_DOUBLE_EQ(metric["after"], 0.9);
  EXPECT_EQ(metric["runs"], Json::parse("[0.7, 0.7, 0.9]"));
  const Difference& difference = comparison.slices[0].differences.at("iou_cat");
  EXPECT_EQ(metric["difference"], difference.value);
  EXPECT_EQ(metric["interval"], Json({difference.interval->low, difference.interval->high}));
  EXPECT_EQ(metric["verdict"], "better");
}

TEST(ComparisonJson, WhatHasNoValueIsNull) {
  const Json metrics = Json::parse(comparison_json(three_runs()))["slices"]["dark"]["metrics"];

  for (const char* key : {"before", "after", "difference", "interval", "verdict"}) {
    EXPECT_TRUE(metrics["iou_dog"][key].is_null()) << key;
  }
  EXPECT_TRUE(metrics["iou_cat"]["interval"].is_null());  // of one photo
  EXPECT_EQ(metrics["iou_cat"]["verdict"], "not known");
}

TEST(ComparisonJson, HasTheChangeOfEachPhotoWorstFirst) {
  const Json photos = Json::parse(comparison_json(three_runs()))["photos"];

  ASSERT_EQ(photos.size(), 4U);
  EXPECT_EQ(photos[0]["image"], "d.jpg");
  EXPECT_EQ(photos[3]["image"], "c.jpg");
  EXPECT_DOUBLE_EQ(photos[0]["change"].get<double>(),
                   photos[0]["after"].get<double>() - photos[0]["before"].get<double>());
}

TEST(ComparisonJson, SaysWhatRegressedByWhichRule) {
  const Json found = Json::parse(comparison_json(three_runs({"iou_cat", 0.05})))["regressions"];
  const Json none = Json::parse(comparison_json(three_runs()))["regressions"];

  EXPECT_EQ(found["metric"], "iou_cat");
  EXPECT_EQ(found["max_regression"], 0.05);
  EXPECT_EQ(found["slices"], Json::parse(R"([{"slice": "dark", "before": 0.5, "after": 0.4}])"));
  EXPECT_TRUE(none["max_regression"].is_null());
  EXPECT_TRUE(none["slices"].empty());
}

TEST(ComparisonJson, NamesTheRunsAndTheirSetup) {
  ScoredRun first = scored_run("runs/\xff", 1, 2, 3, 4);
  first.subject = {.model = "Net", .model_uri = "runs/1", .provenance = {{"seed", "7"}}};
  first.setup = {{"params.seed", "7"}};

  const Json runs = Json::parse(comparison_json(compare({first, first})))["runs"];

  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0]["name"], "runs/\ufffd");
  EXPECT_EQ(runs[0]["model"], "Net");
  EXPECT_EQ(runs[0]["provenance"]["seed"], "7");
  EXPECT_EQ(runs[0]["setup"]["params.seed"], "7");
}

}  // namespace
}  // namespace petseg
