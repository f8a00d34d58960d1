#include "petseg/core/progress.h"

#include <gtest/gtest.h>

namespace petseg {
namespace {

TEST(ClockText, ShowsHoursOnlyWhereThereAreSome) {
  EXPECT_EQ(clock_text(41.6), "0:42");
  EXPECT_EQ(clock_text(307), "5:07");
  EXPECT_EQ(clock_text(3723), "1:02:03");
}

TEST(ClockText, TakesLessThanNothingForNothing) { EXPECT_EQ(clock_text(-3), "0:00"); }

}  // namespace
}  // namespace petseg
