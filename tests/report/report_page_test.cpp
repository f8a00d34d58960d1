#include "petseg/report/report_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "petseg/report/photo_pictures.h"

#include "core/json.h"
#include "report/label_picture.h"
#include "support/page_markup.h"

namespace petseg {
namespace {

const std::string kHostile = "</script><img src=x onerror=alert(1)><!--";

/// 100 pixels, of the cat's 40 the given number found as dog.
PhotoScore score_of(int swapped) {
  PhotoScore score;
  score.confusion = {{{60, 0, 0}, {0, 40 - swapped, swapped}, {0, 0, 0}}};
  score.calibration[14] = {100, 100 - swapped, 98};
  return score;
}

ScoredPhoto photo(const std::string& name, Split split, int swapped) {
  ScoredPhoto scored;
  scored.record.image = "images/" + name + ".jpg";
  scored.record.split = split;
  scored.record.height = 30;
  scored.record.width = 40;
  scored.score = scored.network_score = score_of(swapped);
  scored.seen = Seen::kNever;
  return scored;
}

Report small_report() {
  ScoredPhoto dark = photo("Bengal_2", Split::kDebugging, 10);
  dark.record.categories = {"dark"};
  dark.record.made = "gaussian_noise";
  dark.record.recipe["severity"] = 3;
  Report report = make_report({.model = "Net", .model_uri = "runs/1", .image_size = 224},
                              {photo("Bengal_1", Split::kTest, 0), dark});
  report.test.intervals["miou"] = {0.5, 1};
  report.weak_spots = {{.conditions = {{"luminance", Condition::Kind::kBelow, 0.2, ""},
                                       {"breed", Condition::Kind::kIs, 0, "Bengal"}},
                        .photos = {1},
                        .inside = 0.4,
                        .outside = 0.9,
                        .p_value = 0.01}};
  report.label_suspects = {1};
  report.gates = {{{"test", "miou", true, 0.9}, GateOn::kValue, 1.0, true},
                  {{"dark", "iou_dog", true, 0.5}, GateOn::kValue, std::nullopt, false}};
  PhotoRecord broken;
  broken.image = "images/broken.jpg";
  report.unscored = {{broken, "is truncated"}};
  return report;
}

Json value_of(const Json& photo, const std::string& name) {
  for (const Json& pair : photo["properties"]) {
    if (pair[0] == name) return pair[1];
  }
  throw std::out_of_range(name);
}

TEST(ReportPage, ShowsTheTestSetThenCategoriesThenAllPhotos) {
  const Json slices = page_data(report_page(small_report()))["slices"];
  ASSERT_EQ(slices.size(), 3u);
  EXPECT_EQ(slices[0]["kind"], "test");
  EXPECT_EQ(slices[1]["kind"], "category");
  EXPECT_EQ(slices[1]["name"], "dark");
  EXPECT_EQ(slices[2]["kind"], "all");
  EXPECT_EQ(slices[2]["photos"], Json::array({1, 0}));
  EXPECT_EQ(slices[0]["intervals"], Json::parse(R"({"miou": [0.5, 1.0]})"));
  EXPECT_EQ(slices[1]["metrics"]["species_swap"], Json::parse("[0.25, 1]"));
  EXPECT_EQ(slices[2]["confusion"], Json::parse("[[120, 0, 0], [0, 70, 10], [0, 0, 0]]"));
  EXPECT_EQ(slices[2]["calibration"][14], Json::parse("[200, 190, 196.0]"));
}

TEST(ReportPage, SaysOfEachPhotoWhereItComesFrom) {
  const Json photo = page_data(report_page(small_report()))["photos"][1];
  EXPECT_EQ(photo["name"], "Bengal_2");
  EXPECT_EQ(photo["split"], "debugging");
  EXPECT_EQ(photo["categories"], Json::array({"dark"}));
  EXPECT_EQ(photo["made"], "gaussian_noise 3");
  EXPECT_EQ(photo["seen"], "never seen");
  EXPECT_EQ(value_of(photo, "species_swap"), 0.25);
  EXPECT_DOUBLE_EQ(value_of(photo, "confidence"), 0.98);
}

TEST(ReportPage, ANumberWithoutAValueIsNull) {
  const Json data = page_data(report_page(small_report()));
  EXPECT_TRUE(value_of(data["photos"][0], "iou_dog").is_null());
  EXPECT_EQ(data["slices"][0]["metrics"]["iou_dog"], Json::parse("[null, 0]"));
  EXPECT_TRUE(data["gates"][1]["value"].is_null());
}

TEST(ReportPage, TellsFindingsGatesAndBrokenPhotos) {
  const Json data = page_data(report_page(small_report(), 3));
  EXPECT_EQ(data["worst"], 3);
  EXPECT_EQ(data["weak_spots"][0]["conditions"],
            Json::parse(R"([["luminance", "<", 0.2], ["breed", "is", "Bengal"]])"));
  EXPECT_EQ(data["label_suspects"], Json::array({1}));
  EXPECT_EQ(data["gates"][0], Json::parse(R"({"slice": "test", "metric": "miou",
      "at_least": true, "limit": 0.9, "value": 1.0, "passed": true})"));
  EXPECT_EQ(data["unscored"][0]["name"], "broken");
  EXPECT_EQ(data["unscored"][0]["reason"], "is truncated");
}

TEST(ReportPage, LabelPicturesComeWithoutThePaletteThatThePagePutsIn) {
  Report report = small_report();
  const cv::Mat mask = cv::Mat::zeros(30, 40, CV_8U);
  report.photos[0].pictures =
      photo_pictures(cv::Mat(30, 40, CV_8UC3, cv::Scalar(1, 2, 3)), mask, mask);
  const Json data = page_data(report_page(report));
  const auto base64_length = [](std::size_t bytes) { return (bytes + 2) / 3 * 4; };
  EXPECT_EQ(data["photos"][0]["labels"].get<std::string>().size(),
            base64_length(report.photos[0].pictures.labels.size() - kPaletteEnd + kPaletteBegin));
  for (const char* view : {"truth", "prediction", "errors"}) {
    EXPECT_EQ(data["palettes"][view].get<std::string>().size(),
              base64_length(kPaletteEnd - kPaletteBegin));
  }
  EXPECT_EQ(data["photos"][1]["labels"], "");
}

TEST(ReportPage, WithoutATestSetThereIsNone) {
  Report report = small_report();
  const ScoredPhoto dark = report.photos[1];
  report = make_report({}, {dark});
  const Json slices = page_data(report_page(report))["slices"];
  ASSERT_EQ(slices.size(), 2u);
  EXPECT_EQ(slices[0]["name"], "dark");
}

TEST(ReportPage, AnEmptyReportHasLists) {
  const Json data = page_data(report_page({}));
  for (const char* list :
       {"photos", "slices", "weak_spots", "label_suspects", "gates", "unscored"}) {
    EXPECT_TRUE(data[list].is_array()) << list;
  }
  EXPECT_EQ(data["title"], "petseg report");
}

TEST(ReportPage, TheSameReportGivesTheSameBytes) {
  EXPECT_EQ(report_page(small_report()), report_page(small_report()));
}

TEST(ReportPage, NoTextCanLeaveItsPlace) {
  Report report = small_report();
  const std::string plain = report_page(report);
  report.subject.model = report.subject.model_uri = report.subject.border = kHostile;
  report.subject.provenance[kHostile] = kHostile;
  report.photos[0].record.image = report.photos[0].record.breed = kHostile;
  report.photos[0].record.origin = report.photos[0].record.made = kHostile;
  report.categories[0].name = report.gates[0].gate.slice = report.unscored[0].reason = kHostile;
  report.weak_spots[0].conditions[1].value = kHostile;

  const std::string html = report_page(report);

  expect_no_new_markup(html, plain);
  EXPECT_EQ(page_data(html)["slices"][1]["name"], kHostile);
}

TEST(ReportPage, BytesThatAreNoTextAreReplaced) {
  Report report = small_report();
  report.photos[0].record.image = "cat\xff.jpg";
  EXPECT_EQ(page_data(report_page(report))["photos"][0]["name"], "cat\ufffd");
}

}  // namespace
}  // namespace petseg
