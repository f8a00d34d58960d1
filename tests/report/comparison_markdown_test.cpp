#include "petseg/report/comparison_markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/scored_runs.h"

namespace petseg {
namespace {

using testing::HasSubstr;
using testing::Not;

const ScoredRun kFirst = scored_run("runs/1", 80, 80, 80, 50);
const ScoredRun kSecond = scored_run("runs/2", 70, 70, 70, 60);
const ScoredRun kThird = scored_run("runs/3", 90, 90, 90, 40);

TEST(ComparisonMarkdown, SaysWhatBecameOfTheTestSetAndOfEachSlice) {
  EXPECT_EQ(comparison_markdown(compare({kFirst, kThird})), R"(## runs/3 compared with runs/1

**Test set: mIoU 0.869 → 0.934, +0.065 (+0.065 to +0.065): better.**

| | photos | mIoU | change | |
|---|---:|---|---|---|
| **test** | 3 (few) | 0.869 → 0.934 | +0.065 (+0.065 to +0.065) | better |
| dark | 1 (few) | 0.679 → 0.617 | -0.062 | not known |

In brackets: 95 % intervals of the change, from the same photos drawn again for both. "better" and "worse" where they exclude 0. Categories are for debugging.
)");
}

TEST(ComparisonMarkdown, ShowsTheMetricThatWasAskedForAndItsRegressions) {
  const std::string text = comparison_markdown(compare({kFirst, kThird}, {"iou_cat", 0.05}));

  EXPECT_THAT(text, HasSubstr("| | photos | mIoU | change | | iou\\_cat | change | |\n"));
  EXPECT_THAT(text, HasSubstr("| 0.500 → 0.400 | -0.100 | not known |\n"));
  EXPECT_THAT(text, HasSubstr("### Worse by more than 0.05\n\n"
                              "- ❌ dark\\.iou\\_cat went from 0\\.500 to 0\\.400\n"));
}

TEST(ComparisonMarkdown, HasTheHistoryOfMoreThanTwoRuns) {
  EXPECT_THAT(comparison_markdown(compare({kFirst, kSecond, kThird}, {.metric = "iou_cat"})),
              HasSubstr("### iou\\_cat of each run\n\n| | **test** | dark |\n|---|---:|---:|\n"
                        "| runs/1 | 0.800 | 0.500 |\n| runs/2 | 0.700 | 0.600 |\n"
                        "| runs/3 | 0.900 | 0.400 |\n"));
  EXPECT_THAT(comparison_markdown(compare({kFirst, kThird})), Not(HasSubstr("of each run")));
}

TEST(ComparisonMarkdown, WithoutATestSetSaysSo) {
  const ScoredRun dark{.name = "dark", .photos = {cat_photo("d", 50, {"dark"})}};
  EXPECT_THAT(comparison_markdown(compare({dark, dark})),
              HasSubstr("There is no score of a test set to compare."));
}

TEST(ComparisonMarkdown, NamesCannotBecomeMarkup) {
  ScoredRun hostile{.name = "a <b>\n# [y](z)", .photos = {cat_photo("d", 50, {"x | <i>"})}};
  const std::string text = comparison_markdown(compare({hostile, hostile, hostile}));
  EXPECT_THAT(text, HasSubstr("## a \\<b\\> \\# \\[y\\]\\(z\\) compared"));
  EXPECT_THAT(text, HasSubstr("| x \\| \\<i\\> | 1 (few) |"));
}

}  // namespace
}  // namespace petseg
