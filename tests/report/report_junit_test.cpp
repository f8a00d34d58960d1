#include "petseg/report/report_junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace petseg {
namespace {

using testing::HasSubstr;

TEST(ReportJunit, IsATestCaseAGate) {
  Report report;
  report.gates = {{{"test", "miou", true, 0.7}, GateOn::kValue, 0.75, true},
                  {{"dark", "species_swap", false, 0.1}, GateOn::kValue, 0.35, false}};
  EXPECT_EQ(report_junit(report), R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="petseg.gates" tests="2" failures="1" errors="0" skipped="0">
  <testcase classname="petseg.gates" name="test.miou&gt;=0.70"/>
  <testcase classname="petseg.gates" name="dark.species_swap&lt;=0.10">
    <failure message="dark.species_swap is 0.350, above 0.10 by 0.250"/>
  </testcase>
</testsuite>
)");
}

TEST(ReportJunit, AGateWithoutAValueFails) {
  Report report;
  report.gates = {{{"dark", "iou_dog", true, 0.7}, GateOn::kValue, std::nullopt, false}};
  EXPECT_THAT(report_junit(report), HasSubstr("<failure message=\"dark.iou_dog has no value\"/>"));
}

TEST(ReportJunit, WithoutGatesTheSuiteIsEmpty) {
  EXPECT_THAT(report_junit({}), HasSubstr("tests=\"0\" failures=\"0\""));
}

TEST(ReportJunit, EscapesWhatXmlDoesNotTake) {
  Report report;
  report.gates = {{{"a\"><b>&\n\x01", "miou", true, 0}, GateOn::kValue, 1.0, true},
                  {{"\xff", "miou"}, GateOn::kValue, 1.0, true}};
  const std::string xml = report_junit(report);
  EXPECT_THAT(xml, HasSubstr("name=\"a&quot;&gt;&lt;b&gt;&amp;&#10;?.miou&gt;=0.00\""));
  EXPECT_THAT(xml, HasSubstr("name=\"?.miou&gt;=0.00\""));
}

}  // namespace
}  // namespace petseg
