#include "petseg/report/report_markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace petseg {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A photo of a cat, of whose 40 pixels some were taken for background.
ScoredPhoto photo(Split split, int missed, const std::string& category = "") {
  ScoredPhoto scored;
  scored.record.split = split;
  if (!category.empty()) scored.record.categories = {category};
  scored.score.confusion = {{{60, 0, 0}, {missed, 40 - missed, 0}, {0, 0, 0}}};
  return scored;
}

Report small_report(const std::string& category = "dark") {
  Report report = make_report({.model = "Net"},
                              {photo(Split::kTest, 0), photo(Split::kDebugging, 20, category)});
  report.test.intervals["miou"] = {0.9, 1};
  return report;
}

TEST(ReportMarkdown, HasARowEachForTestCategoriesAndAllPhotos) {
  EXPECT_EQ(report_markdown(small_report()), R"(## Net

| | photos | mIoU | gap to all | pet IoU | species swap |
|---|---:|---|---:|---|---|
| **test** | 1 (few) | 1.000 (0.900 to 1.000) | +0.196 | 1.000 | 0.0 % |
| dark | 1 (few) | 0.625 | -0.179 | 0.500 | 0.0 % |
| all | 2 (few) | 0.804 (0.625 to 1.000) | +0.000 | 0.750 (0.500 to 1.000) | 0.0 % (0.0 % to 0.0 %) |

In brackets: 95 % intervals. Categories are for debugging and do not say how well the model generalises.
)");
}

TEST(ReportMarkdown, SaysOfEachGateByHowMuch) {
  Report report = small_report();
  report.gates = {{{"test", "miou", true, 0.9}, GateOn::kValue, 1.0, true},
                  {{"dark", "species_swap", false, 0.1}, GateOn::kValue, 0.35, false},
                  {{"dark", "iou_dog", true, 0.5}, GateOn::kValue, std::nullopt, false}};
  const std::string text = report_markdown(report);
  EXPECT_THAT(text, HasSubstr("- ✅ test\\.miou is 1\\.000, not below 0\\.90\n"));
  EXPECT_THAT(text, HasSubstr("- ❌ dark\\.species\\_swap is 0\\.350, above 0\\.10 by 0\\.250\n"));
  EXPECT_THAT(text, HasSubstr("- ❌ dark\\.iou\\_dog has no value\n"));
}

TEST(ReportMarkdown, WritesWeakSpotsAsRules) {
  Report report = small_report();
  report.weak_spots = {{.conditions = {{"luminance", Condition::Kind::kBelow, 0.2222, ""},
                                       {"sharpness", Condition::Kind::kAbove, 2, ""},
                                       {"breed", Condition::Kind::kIs, 0, "Bengal"}},
                        .photos = {1},
                        .inside = 0.4,
                        .outside = 0.9,
                        .p_value = 0.01}};
  EXPECT_THAT(
      report_markdown(report),
      HasSubstr("- **luminance \\< 0\\.2222 and sharpness \\>= 2 and breed is Bengal**: mIoU "
                "0.400 on 1 photos, 0.900 on the others (p = 0.01)\n"));
}

TEST(ReportMarkdown, CountsPhotosThatCouldNotBeScored) {
  Report report = small_report();
  EXPECT_THAT(report_markdown(report), Not(HasSubstr("could not be scored")));
  report.unscored.resize(3);
  EXPECT_THAT(report_markdown(report), HasSubstr("Photos that could not be scored: 3.\n"));
}

TEST(ReportMarkdown, NamesCannotBecomeMarkup) {
  const std::string text = report_markdown(small_report("a | <b>x\n# [y](z)"));
  EXPECT_THAT(text, HasSubstr("| a \\| \\<b\\>x \\# \\[y\\]\\(z\\) | 1 (few) |"));
}

TEST(ReportMarkdown, OfNothingIsATableOfDashes) {
  EXPECT_THAT(report_markdown({}), HasSubstr("| all | 0 (few) | – | – | – | – |\n"));
}

}  // namespace
}  // namespace petseg
