#include "image/axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace petseg {
namespace {

using testing::ElementsAre;

std::vector<std::string> labels(const Axis& axis) {
  std::vector<std::string> result;
  for (const double tick : axis.ticks()) result.push_back(axis.label(tick));
  return result;
}

TEST(RoundAxis, HoldsItsValuesBetweenRoundTicks) {
  EXPECT_THAT(labels(round_axis(0.52, 0.98, 5)),
              ElementsAre("0.5", "0.6", "0.7", "0.8", "0.9", "1.0"));
  EXPECT_THAT(labels(round_axis(0, 1.37, 3)), ElementsAre("0.0", "0.5", "1.0", "1.5"));
}

TEST(RoundAxis, HasAsManyDecimalsAsItsStep) {
  EXPECT_THAT(labels(round_axis(0, 400, 4)), ElementsAre("0", "100", "200", "300", "400"));
  EXPECT_THAT(labels(round_axis(0.90, 0.94, 2)), ElementsAre("0.90", "0.92", "0.94"));
}

TEST(RoundAxis, GivesAFlatCurveRoom) {
  const Axis axis = round_axis(0.5, 0.5, 5);
  EXPECT_LT(axis.low, 0.5);
  EXPECT_GT(axis.high, 0.5);
  EXPECT_LT(axis.ticks().size(), 12u);
}

TEST(EpochAxis, HasWholeTicks) {
  EXPECT_THAT(labels(epoch_axis(3, 8)), ElementsAre("1", "2", "3"));
  EXPECT_THAT(labels(epoch_axis(500, 5)), ElementsAre("100", "200", "300", "400", "500"));
}

TEST(EpochAxis, HasALengthForASingleEpoch) {
  EXPECT_EQ(epoch_axis(1, 8).fraction(1), 0);
  EXPECT_EQ(epoch_axis(0, 8).high, 2);
}

}  // namespace
}  // namespace petseg
