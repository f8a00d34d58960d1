#include "petseg/core/version.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace petseg {
namespace {

TEST(Version, HasThreeNumbers) {
  EXPECT_THAT(std::string(version()), testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
}

TEST(GitRevision, IsARevisionOrUnknown) {
  EXPECT_THAT(std::string(git_revision()),
              testing::MatchesRegex("unknown|[0-9a-f]+|[0-9a-f]+-dirty"));
}

}  // namespace
}  // namespace petseg
