#include "petseg/eval/evaluation.h"

#include <filesystem>

#include <torch/torch.h>

#include "petseg/bundle/bundle.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/report/scored_run.h"

#include "core/json.h"
#include "report/report_json.h"
#include "support/drawn_data_set.h"
#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

Bundle untrained_model() {
  torch::manual_seed(0);
  return {.model = "EfficientNetLite0-Unet",
          .preprocessing = {.image_size = 64},
          .net = make_net("EfficientNetLite0-Unet", "test")};
}

template <class T>
void read_overlap(const Json& json, std::array<Overlap<T>, kNumClasses>& classes) {
  for (std::size_t c = 0; c < classes.size(); ++c) {
    classes[c] = {json.at("truth").at(c), json.at("found").at(c), json.at("both").at(c)};
  }
}

/// The counts of a photo as the summary has them.
PhotoScore score_in(const Json& photo) {
  PhotoScore score;
  photo.at("confusion").get_to(score.confusion);
  photo.at("ignored_pixels").get_to(score.ignored);
  read_overlap(photo.at("boundary"), score.boundary);
  read_overlap(photo.at("soft"), score.soft);
  const Json& bins = photo.at("calibration");
  for (std::size_t i = 0; i < score.calibration.size(); ++i) {
    score.calibration[i] = {bins.at("pixels").at(i), bins.at("right").at(i),
                            bins.at("confidence").at(i)};
  }
  return score;
}

struct ReportTest : testing::Test {
  ReportTest() {
    DrawnDataSet drawn(temp.path() / "data");
    drawn.add(Split::kTest, 4);
    drawn.add(Split::kDebugging, 3, "cats");
    drawn.add(Split::kDebugging, 2, "dogs");
    data = drawn.finish();
  }
  TempDir temp;
  Bundle model = untrained_model();
  fs::path folder = temp.path() / "report";
  DataSet data;
};

TEST_F(ReportTest, WritesWhatTheRunFolderPromises) {
  const Report report = write_report(model, "runs/run_1", data, folder);

  EXPECT_EQ(report.test.metrics.n, 4);
  ASSERT_EQ(report.categories.size(), 2U);
  EXPECT_EQ(report.categories[0].name, "cats");
  EXPECT_EQ(report.categories[0].metrics.n, 3);
  EXPECT_TRUE(fs::exists(folder / "summary_cats.png"));
  EXPECT_TRUE(fs::exists(folder / "summary_dogs.png"));
  for (const PhotoRecord& photo : data.of(Split::kDebugging)) {
    EXPECT_TRUE(fs::exists(folder / "figures" / photo.categories.at(0) / (photo.name() + ".png")));
  }
}

TEST_F(ReportTest, TheSummaryHoldsCountsThatGiveItsNumbersAgain) {
  const Report report = write_report(model, "runs/run_1", data, folder);

  const Json summary = read_json(folder / "model_performance_summary.json");

  EXPECT_EQ(summary.at("schema"), 3);
  EXPECT_EQ(summary.at("test").at("n"), 4);
  ASSERT_EQ(summary.at("photos").size(), 9U);
  std::vector<PhotoScore> cats;
  for (const Json& photo : summary.at("photos")) {
    if (photo.at("categories") == Json::array({"cats"})) cats.push_back(score_in(photo));
  }
  const Json& written = summary.at("debugging_set").at("cats");
  const SegmentationMetrics metrics = segmentation_metrics(cats);
  EXPECT_EQ(written.at("miou"), *metrics.miou);
  EXPECT_EQ(written.at("pet_iou"), *metrics.pet_iou);
  EXPECT_EQ(written.at("dice").at("mean"), *metrics.mean_dice);
  EXPECT_EQ(written.at("boundary_iou").at("cat"), *metrics.boundary_iou[kCat]);
  EXPECT_EQ(written.at("soft_iou"), *metrics.soft_iou);
  EXPECT_EQ(written.at("ece"), *metrics.ece);
}

TEST_F(ReportTest, EachNumberHasItsConventionAndWhatItRestsOn) {
  const Report report = write_report(model, "runs/run_1", data, folder);

  const Json summary = read_json(folder / "model_performance_summary.json");

  const Json& test = summary.at("test");
  for (const auto& [name, value] : test.items()) {
    EXPECT_TRUE(name == "n" || summary.at("conventions").contains(name)) << name;
  }
  for (const auto& [name, measure] : named_measures(report.test.metrics)) {
    const Json& support = test.at("support").at(name);
    EXPECT_EQ(support.at("numerator"), measure.numerator) << name;
    EXPECT_EQ(support.at("denominator"), measure.denominator) << name;
    EXPECT_EQ(support.at("photos"), measure.photos) << name;
  }
  EXPECT_EQ(test.at("support").at("soft_iou").at("photos"), 4);
  EXPECT_EQ(test.at("support").at("recall_cat").at("photos"), 2);
}

TEST_F(ReportTest, AClassWithoutTruthIsNull) {
  DrawnDataSet drawn(temp.path() / "one_cat");
  drawn.add(Split::kDebugging, 1, "cats");
  write_report(model, "runs/run_1", drawn.finish(), folder);

  const Json summary = read_json(folder / "model_performance_summary.json");
  EXPECT_TRUE(summary.at("debugging_set").at("cats").at("iou").at("dog").is_null());
  EXPECT_TRUE(summary.at("test").at("miou").is_null());
}

TEST_F(ReportTest, APhotoWithoutKnownPixelsHasNoScore) {
  DrawnDataSet drawn(temp.path() / "bordered", /*ignored_border=*/3);
  drawn.add(Split::kTest, 1);
  drawn.add(Split::kDebugging, 1, "cats");
  data = drawn.finish();
  const PhotoRecord unknown = data.of(Split::kDebugging).front();
  const cv::Mat nothing(unknown.height, unknown.width, CV_8U, cv::Scalar(kIgnoreLabel));
  replace_mask(data, unknown.image, nothing);
  const Report report = write_report(model, "runs/run_1", data, folder);

  const Json summary = read_json(folder / "model_performance_summary.json");
  EXPECT_TRUE(summary.at("test").at("miou").is_number());
  EXPECT_TRUE(summary.at("conventions").contains("ignored_pixels"));
  EXPECT_GT(summary.at("photos").at(0).at("ignored_pixels"), 0);
  const SegmentationMetrics& none = report.categories.front().metrics;
  for (const auto& [name, value] : named_values(none)) EXPECT_EQ(value, std::nullopt) << name;
  EXPECT_EQ(summary.at("photos").at(1).at("ignored_pixels"), nothing.total());
  EXPECT_TRUE(summary.at("debugging_set").at("cats").at("miou").is_null());
  EXPECT_TRUE(fs::exists(folder / "figures" / "cats" / (unknown.name() + ".png")));
  EXPECT_TRUE(fs::exists(folder / "summary_cats.png"));
}

TEST_F(ReportTest, ABrokenTestPhotoLeavesTheEarlierReport) {
  write_report(model, "runs/run_1", data, folder);
  write_file(data.folder / data.of(Split::kTest).back().image, "broken");

  EXPECT_THROW(write_report(model, "runs/run_1", data, folder), DataError);

  EXPECT_TRUE(fs::exists(folder / "model_performance_summary.json"));
  EXPECT_EQ(std::distance(fs::directory_iterator(temp.path()), {}), 2);  // data, report
}

TEST_F(ReportTest, ABrokenDebuggingPhotoIsToldOfInItsPlace) {
  const PhotoRecord broken = data.of(Split::kDebugging).back();
  write_file(data.folder / broken.image, "broken");
  fs::remove(data.folder / data.of(Split::kDebugging).front().image);

  const Report report = write_report(model, "runs/run_1", data, folder);

  EXPECT_EQ(report.photos.size(), 7U);
  ASSERT_EQ(report.unscored.size(), 2U);
  EXPECT_EQ(report.unscored[1].record.image, broken.image);
  EXPECT_THAT(report.unscored[1].reason, HasSubstr("SHA-256"));
  const Json summary = read_json(folder / "model_performance_summary.json");
  EXPECT_EQ(summary.at("unscored").at(1).at("image"), broken.image);
}

TEST_F(ReportTest, ScoresOnlyWhatWasAskedFor) {
  const Report report = write_report(model, "runs/run_1", data, folder, {{"dogs"}});

  EXPECT_TRUE(report.test.photos.empty());
  ASSERT_EQ(report.categories.size(), 1U);
  EXPECT_EQ(report.categories[0].name, "dogs");
  EXPECT_EQ(report.photos.size(), 2U);
}

TEST_F(ReportTest, ACategoryWithoutPhotosIsAnError) {
  EXPECT_ERROR(write_report(model, "runs/run_1", data, folder, {{"dog"}}), DataError,
               AllOf(HasSubstr("\"dog\""), HasSubstr("did you mean \"dogs\""),
                     HasSubstr("\"cats\", \"dogs\", \"test\"")));
}

TEST_F(ReportTest, SaysWhetherTheModelSawAPhoto) {
  model.seen = {.trained = {data.of(Split::kTest).front().sha256}, .is_complete = true};

  const Report report = write_report(model, "runs/run_1", data, folder);

  EXPECT_EQ(report.photos[0].seen, Seen::kTrained);
  EXPECT_EQ(report.photos[1].seen, Seen::kNever);
}

TEST_F(ReportTest, IsReadBackAsItWasWritten) {
  const Report written = write_report(model, "runs/run_1", data, folder);

  const ScoredRun run = read_scored_run(folder);

  EXPECT_EQ(report_json(make_report(run.subject, run.photos)), report_json(written));
}

TEST_F(ReportTest, RefusesADataSetWithNothingToScore) {
  DrawnDataSet drawn(temp.path() / "train_only");
  drawn.add(Split::kTrain, 1);
  EXPECT_ERROR(write_report(model, "runs/run_1", drawn.finish(), folder), DataError,
               HasSubstr("neither test nor debugging photos"));
}

TEST_F(ReportTest, TheTableHasALineForEachCategory) {
  const std::string table = report_table(write_report(model, "runs/run_1", data, folder));

  EXPECT_THAT(table, testing::ContainsRegex("test +4 "));
  EXPECT_THAT(table, testing::ContainsRegex("cats +3 "));
  EXPECT_THAT(table, testing::ContainsRegex("dogs +2 "));
}

TEST_F(ReportTest, MetricsAreNamedBySetAndCategory) {
  const auto metrics = report_metrics(write_report(model, "runs/run_1", data, folder));

  const auto has = [&](const std::string& name) {
    return std::any_of(metrics.begin(), metrics.end(),
                       [&](const Metric& metric) { return metric.name == name; });
  };
  EXPECT_TRUE(has("test/miou"));
  EXPECT_TRUE(has("debug/cats/iou_cat"));
}

}  // namespace
}  // namespace petseg
