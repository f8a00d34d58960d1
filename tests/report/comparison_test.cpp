#include "petseg/report/comparison.h"

#include <algorithm>

#include "petseg/core/error.h"

#include "report/scored_runs.h"
#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

ScoredRun run(int first, int second, int third, int dark) {
  return scored_run("runs/1", first, second, third, dark);
}

TEST(Comparison, HasTheDifferenceOfEachSlice) {
  const Comparison both = compare({run(80, 80, 80, 50), run(90, 90, 90, 40)});

  ASSERT_EQ(both.slices.size(), 2U);
  EXPECT_EQ(both.slices[0].name, "test");
  EXPECT_NEAR(both.slices[0].differences.at("iou_cat").value, 0.1, 1e-12);
  EXPECT_EQ(both.slices[1].name, "dark");
  EXPECT_NEAR(both.slices[1].differences.at("iou_cat").value, -0.1, 1e-12);
  EXPECT_EQ(both.slices[0].differences.count("iou_dog"), 0U);
}

TEST(Comparison, TheOtherWayRoundHasTheOppositeIntervals) {
  const ScoredRun one = run(80, 70, 95, 50), other = run(90, 20, 97, 40);

  const auto forth = compare({one, other}).slices[0].differences.at("iou_cat");
  const auto back = compare({other, one}).slices[0].differences.at("iou_cat");

  ASSERT_TRUE(forth.interval && back.interval);
  EXPECT_DOUBLE_EQ(forth.value, -back.value);
  EXPECT_NEAR(forth.interval->low, -back.interval->high, 0.02);
  EXPECT_NEAR(forth.interval->high, -back.interval->low, 0.02);
}

TEST(Comparison, PutsWhatGotWorstFirst) {
  const Comparison both = compare({run(80, 80, 80, 50), run(90, 20, 80, 50)});

  ASSERT_EQ(both.photos.size(), 4U);
  EXPECT_EQ(both.photos.front().before, 1U);
  EXPECT_LT(both.photos.front().change(), -0.3);
  EXPECT_EQ(both.photos.back().before, 0U);
}

TEST(Comparison, FindsPhotosByTheirBytesInAnyOrder) {
  ScoredRun turned = run(90, 80, 70, 50);
  std::ranges::reverse(turned.photos);

  const Comparison both = compare({run(90, 80, 70, 50), turned});

  for (const PhotoChange& photo : both.photos) EXPECT_EQ(photo.change(), 0);
}

TEST(Comparison, HoldsWhatEachOfManyRunsScored) {
  const Comparison all = compare({scored_run("1", 80, 80, 80, 50), scored_run("2", 70, 70, 70, 60),
                                  scored_run("3", 90, 90, 90, 40)});

  ASSERT_EQ(all.slices[1].runs.size(), 3U);
  EXPECT_NEAR(*all.slices[1].runs[1].iou[kCat], 0.6, 1e-12);
  EXPECT_NEAR(all.slices[1].differences.at("iou_cat").value, -0.1, 1e-12);
  EXPECT_EQ(all.photos.front().miou_before,
            *segmentation_metrics(all.runs[0].photos[3].score).miou);
  EXPECT_EQ(all.photos.front().miou_after, *segmentation_metrics(all.runs[2].photos[3].score).miou);
}

TEST(Comparison, NamesTheRunOfOtherPhotos) {
  const ScoredRun other{.name = "runs/odd", .photos = {cat_photo("a", 80), cat_photo("x", 80)}};

  EXPECT_ERROR(compare({run(80, 80, 80, 50), scored_run("runs/2", 80, 80, 80, 50), other}),
               DataError,
               AllOf(HasSubstr("runs/1 was scored on 4 photos, runs/odd on 2"),
                     HasSubstr("1 of them are the same")));
}

TEST(Comparison, RefusesAnotherTruthOrCategory) {
  const ScoredRun first = run(80, 80, 80, 50);
  ScoredRun mended = first, elsewhere = first;
  mended.photos[0].record.mask_sha256 = "mended";
  elsewhere.photos[3].record.categories = {"noisy"};

  EXPECT_THROW(compare({first, mended}), DataError);
  EXPECT_THROW(compare({first, elsewhere}), DataError);
}

TEST(Comparison, WithoutATestSetHasCategoriesAlone) {
  const ScoredRun dark{.name = "dark", .photos = {cat_photo("d", 50, {"dark"})}};

  const Comparison both = compare({dark, dark});

  ASSERT_EQ(both.slices.size(), 1U);
  EXPECT_EQ(both.slices[0].name, "dark");
}

TEST(Verdict, IsWhatTheIntervalLeavesOpen) {
  EXPECT_EQ(verdict("miou", {0.02, Interval{0.01, 0.03}}), "better");
  EXPECT_EQ(verdict("miou", {-0.02, Interval{-0.03, -0.01}}), "worse");
  EXPECT_EQ(verdict("miou", {0.02, Interval{-0.01, 0.05}}), "no clear difference");
  EXPECT_EQ(verdict("miou", {0, Interval{0, 0}}), "no clear difference");
  EXPECT_EQ(verdict("miou", {0.02, std::nullopt}), "not known");
}

TEST(Verdict, OfErrorsIsTurnedRound) {
  EXPECT_EQ(verdict("species_swap", {0.02, Interval{0.01, 0.03}}), "worse");
  EXPECT_EQ(verdict("ece", {-0.02, Interval{-0.03, -0.01}}), "better");
}

TEST(Regressions, AreLossesBeyondWhatIsAllowed) {
  const auto lost = [](double allowed) {
    return compare({run(80, 80, 80, 50), run(79, 79, 79, 40)}, {"iou_cat", allowed});
  };

  const Comparison one = lost(0.02);

  ASSERT_EQ(one.regressions.size(), 1U);
  EXPECT_EQ(regression_text(one.regressions[0], one.rule), "dark.iou_cat went from 0.500 to 0.400");
  EXPECT_EQ(lost(0.005).regressions.size(), 2U);
}

TEST(Regressions, AreNoneWithoutALimit) {
  EXPECT_TRUE(compare({run(80, 80, 80, 50), run(9, 9, 9, 4)}).regressions.empty());
}

TEST(Regressions, OfErrorsAreGains) {
  const ScoredRun right = run(80, 80, 80, 50);
  ScoredRun swapped = right;
  auto& pixels = swapped.photos[0].score.confusion[kCat];
  std::swap(pixels[kCat], pixels[kDog]);
  const RegressionRule rule{"species_swap", 0.01};

  EXPECT_EQ(compare({right, swapped}, rule).regressions.size(), 1U);
  EXPECT_TRUE(compare({swapped, right}, rule).regressions.empty());
}

TEST(ComparisonTable, HasALineForEachSlice) {
  const std::string table = comparison_table(compare({run(80, 80, 80, 50), run(90, 90, 90, 40)}));

  EXPECT_THAT(table, ContainsRegex("test +3 .*\\+0\\."));
  EXPECT_THAT(table, ContainsRegex("dark +1 .*-0\\."));
  EXPECT_THAT(table, Not(HasSubstr("of each run")));
}

TEST(ComparisonTable, ShowsTheMetricThatWasAskedForToo) {
  const std::string table = comparison_table(
      compare({run(80, 80, 80, 50), run(90, 90, 90, 40)}, {.metric = "recall_cat"}));

  EXPECT_THAT(table, HasSubstr("\nrecall_cat\n"));
  EXPECT_THAT(table, ContainsRegex("dark +1 +0\\.500 +0\\.400 +-0\\.100"));
}

TEST(ComparisonTable, HasALineForEachOfManyRuns) {
  const std::string table = comparison_table(
      compare({scored_run("runs/1", 80, 80, 80, 50), scored_run("runs/2", 70, 70, 70, 60),
               scored_run("runs/3", 90, 90, 90, 40)},
              {.metric = "iou_cat"}));

  EXPECT_THAT(table, HasSubstr(R"(
iou_cat of each run
 test   dark
0.800  0.500  runs/1
0.700  0.600  runs/2
0.900  0.400  runs/3
)"));
}

}  // namespace
}  // namespace petseg
