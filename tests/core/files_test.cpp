#include "petseg/core/files.h"

#include <filesystem>
#include <string>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include "petseg/core/error.h"

#include "support/expect_error.h"
#include "support/full_disk.h"
#include "support/temp_dir.h"

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(ReadFile, ReturnsWhatWasWritten) {
  const TempDir dir;
  const std::string bytes("a\0b\n", 4);

  write_file(dir.path() / "deep" / "er" / "x.bin", bytes);

  EXPECT_EQ(read_file(dir.path() / "deep" / "er" / "x.bin"), bytes);
}

TEST(ReadFile, NamesTheFileThatIsMissing) {
  const TempDir dir;
  EXPECT_ERROR(read_file(dir.path() / "none.json"), IoError,
               AllOf(HasSubstr("none.json"), HasSubstr("No such file")));
}

TEST(ReadFile, SaysThatANameIsTooLong) {
  EXPECT_ERROR(read_file(std::string(300, 'n')), IoError, HasSubstr("name too long"));
}

TEST(ReadFile, RefusesAFolder) {
  const TempDir dir;
  EXPECT_ERROR(read_file(dir.path()), IoError, HasSubstr("is a folder, expected a file"));
}

TEST(ReadFile, RefusesMoreThanTheLimit) {
  const TempDir dir;
  write_file(dir.path() / "x", "12345");

  EXPECT_EQ(read_file(dir.path() / "x", 5), "12345");
  EXPECT_ERROR(read_file(dir.path() / "x", 4), IoError, HasSubstr("more than the 4"));
}

TEST(WriteFile, ReplacesTheEarlierFileAndLeavesNothingElse) {
  const TempDir dir;
  write_file(dir.path() / "x", "old");
  write_file(dir.path() / "x", "new");

  EXPECT_EQ(read_file(dir.path() / "x"), "new");
  EXPECT_EQ(entries(dir.path()), 1U);
}

TEST(WriteFile, LeavesTheEarlierFileWhenTheDiskIsFull) {
  const TempDir dir;
  write_file(dir.path() / "x", "old");
  {
    const FullDisk full(1000);
    EXPECT_ERROR(write_file(dir.path() / "x", std::string(5000, 'n')), IoError,
                 HasSubstr("cannot write"));
  }

  EXPECT_EQ(read_file(dir.path() / "x"), "old");
  EXPECT_EQ(entries(dir.path()), 1U);
}

TEST(WriteFile, DoesNotReplaceAFolder) {
  const TempDir dir;
  fs::create_directories(dir.path() / "taken" / "inner");

  EXPECT_ERROR(write_file(dir.path() / "taken", "x"), IoError, HasSubstr("taken: cannot write"));
  EXPECT_EQ(entries(dir.path()), 1U);
}

TEST(WriteFile, NamesAParentThatIsAFile) {
  const TempDir dir;
  write_file(dir.path() / "file", "");
  EXPECT_ERROR(write_file(dir.path() / "file" / "x", ""), IoError,
               HasSubstr("cannot make this folder"));
}

TEST(AppendLine, AddsALineAtATime) {
  const TempDir dir;
  append_line(dir.path() / "log", "one");
  append_line(dir.path() / "log", "two");
  EXPECT_EQ(read_file(dir.path() / "log"), "one\ntwo\n");
}

TEST(AtomicFolder, AppearsOnlyWhenCommitted) {
  const TempDir dir;
  AtomicFolder folder(dir.path() / "out");
  write_file(folder.path() / "inner" / "x", "1");
  EXPECT_FALSE(fs::exists(dir.path() / "out"));

  folder.commit();

  EXPECT_EQ(read_file(dir.path() / "out" / "inner" / "x"), "1");
  EXPECT_EQ(entries(dir.path()), 1U);
}

TEST(AtomicFolder, ReplacesTheEarlierFolder) {
  const TempDir dir;
  write_file(dir.path() / "out" / "old", "");

  AtomicFolder folder(dir.path() / "out/");
  write_file(folder.path() / "new", "");
  folder.commit();

  EXPECT_TRUE(fs::exists(dir.path() / "out" / "new"));
  EXPECT_FALSE(fs::exists(dir.path() / "out" / "old"));
  EXPECT_EQ(entries(dir.path()), 1U);
}

TEST(AtomicFolder, LeavesTheEarlierFolderWithoutACommit) {
  const TempDir dir;
  write_file(dir.path() / "out" / "old", "");
  {
    const AtomicFolder folder(dir.path() / "out");
    write_file(folder.path() / "new", "");
  }

  EXPECT_TRUE(fs::exists(dir.path() / "out" / "old"));
  EXPECT_EQ(entries(dir.path()), 1U);
}

TEST(AtomicFolder, WritesFilesBelowItself) {
  const TempDir dir;
  AtomicFolder folder(dir.path() / "out");
  folder.write("a/b", "1");
  folder.commit();

  EXPECT_EQ(read_file(dir.path() / "out" / "a" / "b"), "1");
}

TEST(AtomicFolder, RemovesWhatKilledProcessesLeftAndNothingElse) {
  const TempDir dir;
  write_file(dir.path() / ".out.123-abc.partial" / "half", "");
  write_file(dir.path() / ".other.123-abc.partial" / "half", "");
  const fs::path living = dir.path() / ".out.124-abc.partial";
  write_file(living / "half", "");
  const int lock = ::open(living.c_str(), O_RDONLY | O_DIRECTORY);
  ASSERT_EQ(::flock(lock, LOCK_EX), 0);

  { const AtomicFolder folder(dir.path() / "out"); }

  EXPECT_FALSE(fs::exists(dir.path() / ".out.123-abc.partial"));
  EXPECT_TRUE(fs::exists(dir.path() / ".other.123-abc.partial"));
  EXPECT_TRUE(fs::exists(living));
  ::close(lock);
}

}  // namespace
}  // namespace petseg
