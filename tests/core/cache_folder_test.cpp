#include "petseg/core/cache_folder.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace petseg {
namespace {

// Each TEST runs in a process of its own under CTest; SetUp makes them independent without it too.
class CacheFolder : public testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv("PETSEG_CACHE");
    ::unsetenv("XDG_CACHE_HOME");
    ::setenv("HOME", "/home/someone", 1);
  }
};

TEST_F(CacheFolder, PrefersItsOwnVariable) {
  ::setenv("PETSEG_CACHE", "cache", 1);
  ::setenv("XDG_CACHE_HOME", "/xdg", 1);
  EXPECT_EQ(cache_folder(), "cache");
}

TEST_F(CacheFolder, FollowsXdgNext) {
  ::setenv("XDG_CACHE_HOME", "/xdg", 1);
  EXPECT_EQ(cache_folder(), "/xdg/petseg");
}

TEST_F(CacheFolder, IgnoresARelativeXdgFolder) {
  ::setenv("XDG_CACHE_HOME", "xdg", 1);
  EXPECT_EQ(cache_folder(), "/home/someone/.cache/petseg");
}

TEST_F(CacheFolder, FallsBackToTheHomeFolder) {
  EXPECT_EQ(cache_folder(), "/home/someone/.cache/petseg");
}

}  // namespace
}  // namespace petseg
