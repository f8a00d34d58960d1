#include "petseg/core/parallel.h"

#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/expect_error.h"

namespace petseg {
namespace {

TEST(ParallelFor, CallsEachIndexOnceIntoItsSlot) {
  std::vector<std::size_t> slots(1000, 0);
  parallel_for(slots.size(), [&](std::size_t i) { slots[i] += i; });
  for (std::size_t i = 0; i < slots.size(); ++i) ASSERT_EQ(slots[i], i);
}

TEST(ParallelFor, DoesNothingForNothing) {
  parallel_for(0, [](std::size_t) { FAIL(); });
}

TEST(ParallelFor, HandsTheExceptionToTheCallerAndStops) {
  std::atomic<int> calls{0};
  const auto work = [&](std::size_t) {
    ++calls;
    throw std::runtime_error("photo 3 is broken");
  };

  EXPECT_ERROR(parallel_for(1000, work), std::runtime_error, testing::StrEq("photo 3 is broken"));
  EXPECT_LE(calls, available_cpus());
}

TEST(AvailableCpus, IsAtLeastOne) { EXPECT_GE(available_cpus(), 1); }

}  // namespace
}  // namespace petseg
