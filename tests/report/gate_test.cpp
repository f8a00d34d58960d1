#include "petseg/report/gate.h"

#include <gtest/gtest.h>

#include "petseg/core/error.h"
#include "petseg/report/report.h"

#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

/// A report with the categories "dark", a cat of IoU 0.655, and "noisy"; no test photos.
Report some_report() {
  Report report;
  ScoredPhoto cat;
  cat.score.confusion[kCat] = {345, 655, 0};
  report.photos = {cat, cat};
  report.all = make_slice("all", {0, 1}, report.photos);
  report.test.name = "test";
  report.categories = {make_slice("dark", {0}, report.photos),
                       make_slice("noisy.5", {0, 1}, report.photos)};
  report.categories[0].intervals["iou_cat"] = {0.6, 0.72};
  return report;
}

GateResult checked(const std::string& text, GateOn on = GateOn::kValue) {
  return check_gates(some_report(), {parse_gate(text, "--gate")}, on, "--gate").at(0);
}

TEST(Gate, IsReadWithSpacesAndWithout) {
  const Gate gate = parse_gate("cats_and_dogs.miou>=0.70", "--gate");
  EXPECT_EQ(gate.slice, "cats_and_dogs");
  EXPECT_EQ(gate.metric, "miou");
  EXPECT_TRUE(gate.at_least);
  EXPECT_EQ(gate.limit, 0.7);
  EXPECT_EQ(gate_text(gate), "cats_and_dogs.miou>=0.70");
  EXPECT_EQ(gate_text(parse_gate(" v1.dark.ece <= 0.0125 ", "--gate")), "v1.dark.ece<=0.0125");
}

TEST(Gate, RefusesWhatIsNone) {
  for (const char* text :
       {"", ">=0.7", "miou>=0.7", ".miou>=0.7", "dark.miou", "dark.miou>0.7", "dark.miou=0.7"}) {
    EXPECT_ERROR(parse_gate(text, "--gate"), ConfigError,
                 AllOf(StartsWith("--gate: "), HasSubstr("expected SLICE.METRIC>=NUMBER")));
  }
}

TEST(Gate, RefusesALimitThatNoMetricCanHave) {
  for (const char* limit : {"", "70", "-0.1", "0.7x", "nan", "inf", "0.7 0.8", "1e999"}) {
    EXPECT_ERROR(parse_gate(std::string("dark.miou>=") + limit, "--gate"), ConfigError,
                 HasSubstr("expected a number from 0 to 1"));
  }
}

TEST(Gate, RefusesAMetricThatDoesNotExist) {
  EXPECT_ERROR(parse_gate("dark.mio>=0.7", "gates"), ConfigError,
               AllOf(StartsWith("gates: "), HasSubstr("did you mean \"miou\"?")));
  EXPECT_ERROR(parse_gate("dark.loveliness>=0.7", "--gate"), ConfigError, HasSubstr("\"pet_iou\""));
}

TEST(Gate, RefusesASliceThatTheReportDoesNotHave) {
  EXPECT_ERROR(
      checked("drak.miou>=0.7"), ConfigError,
      AllOf(StartsWith("--gate: \"drak.miou>=0.70\""), HasSubstr("did you mean \"dark\"?")));
  EXPECT_ERROR(checked("test.miou>=0.7"), ConfigError,
               HasSubstr("there are: \"dark\", \"noisy.5\", \"all\""));
}

TEST(Gate, SaysByHowMuchItIsMissed) {
  const GateResult missed = checked("dark.iou_cat>=0.70");
  EXPECT_FALSE(missed.passed);
  EXPECT_EQ(gate_result_text(missed), "dark.iou_cat is 0.655, below 0.70 by 0.045");
  EXPECT_EQ(gate_result_text(checked("noisy.5.iou_cat<=0.5")),
            "noisy.5.iou_cat is 0.655, above 0.50 by 0.155");
  EXPECT_EQ(gate_result_text(checked("dark.iou_cat>=0.65501")),
            "dark.iou_cat is 0.65500, below 0.65501 by 0.00001");
}

TEST(Gate, PassesOnItsLimit) {
  EXPECT_TRUE(checked("all.iou_cat>=0.655").passed);
  EXPECT_TRUE(checked("all.iou_cat<=0.655").passed);
  EXPECT_EQ(gate_result_text(checked("dark.iou_cat>=0.6")),
            "dark.iou_cat is 0.655, not below 0.60");
}

TEST(Gate, TakesTheWorseEndOfTheIntervalWhereAsked) {
  const GateResult low = checked("dark.iou_cat>=0.65", GateOn::kCiLow);
  EXPECT_FALSE(low.passed);
  EXPECT_EQ(gate_result_text(low),
            "dark.iou_cat: the lower end of its interval is 0.600, below 0.65 by 0.050");
  EXPECT_EQ(checked("dark.iou_cat<=0.7", GateOn::kCiLow).value, 0.72);
}

TEST(Gate, FailsWithoutAValue) {
  const GateResult result = checked("dark.iou_dog>=0");
  EXPECT_FALSE(result.passed);
  EXPECT_EQ(gate_result_text(result), "dark.iou_dog has no value");
  const GateResult no_interval = checked("dark.miou<=1", GateOn::kCiLow);
  EXPECT_FALSE(no_interval.passed);
  EXPECT_EQ(gate_result_text(no_interval), "dark.miou has no interval");
}

}  // namespace
}  // namespace petseg
