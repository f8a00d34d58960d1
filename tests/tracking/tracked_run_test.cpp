#include "petseg/tracking/tracked_run.h"

#include "petseg/core/error.h"

#include "support/expect_error.h"

namespace petseg {
namespace {

TEST(TrackedStatus, HasTheNamesOfTheProtocol) {
  EXPECT_EQ(status_name(TrackedStatus::kRunning), "RUNNING");
  EXPECT_EQ(status_name(TrackedStatus::kScheduled), "SCHEDULED");
  EXPECT_EQ(status_name(TrackedStatus::kFinished), "FINISHED");
  EXPECT_EQ(status_name(TrackedStatus::kFailed), "FAILED");
  EXPECT_EQ(status_name(TrackedStatus::kKilled), "KILLED");
  EXPECT_EQ(status_from_name("KILLED"), TrackedStatus::kKilled);
  EXPECT_ERROR(status_from_name("DONE"), DataError, testing::HasSubstr("\"DONE\" is no status"));
}

}  // namespace
}  // namespace petseg
