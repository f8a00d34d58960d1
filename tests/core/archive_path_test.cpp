#include "core/archive_path.h"

#include <string>

#include <gtest/gtest.h>

namespace petseg {
namespace {

TEST(SafeArchivePath, DropsWhatMeansNothing) {
  EXPECT_EQ(safe_archive_path("a/b.jpg"), "a/b.jpg");
  EXPECT_EQ(safe_archive_path("./a//./b.jpg"), "a/b.jpg");
  EXPECT_EQ(safe_archive_path("a/"), "a");
  EXPECT_EQ(safe_archive_path("./"), "");
  EXPECT_EQ(safe_archive_path("..a/b.."), "..a/b..");
}

TEST(SafeArchivePath, RefusesWhatLeadsOut) {
  for (const char* name : {"/", "/a", "//a", "..", "../a", "a/..", "a/../b", "./..", "a//../b"}) {
    EXPECT_FALSE(safe_archive_path(name)) << name;
  }
}

TEST(SafeArchivePath, RefusesAPathThatIsTooLong) {
  EXPECT_TRUE(safe_archive_path(std::string(4000, 'x')));
  EXPECT_FALSE(safe_archive_path(std::string(5000, 'x')));
}

TEST(PathBelow, TakesTheRootAway) {
  EXPECT_EQ(path_below("images/a/b.jpg", "images"), "a/b.jpg");
  EXPECT_EQ(path_below("images/a.jpg", ""), "images/a.jpg");
  EXPECT_EQ(path_below("images", "images"), "");
  EXPECT_FALSE(path_below("images2/a.jpg", "images"));
  EXPECT_FALSE(path_below("", "images"));
}

}  // namespace
}  // namespace petseg
