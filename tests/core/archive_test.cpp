#include "petseg/core/archive.h"

#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "support/archive_writer.h"
#include "support/expect_error.h"
#include "support/some_bytes.h"
#include "support/temp_dir.h"

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace petseg {
namespace {

class UnpackArchive : public testing::Test {
 protected:
  fs::path path() const { return dir_.path() / "a.tar.gz"; }
  fs::path target() const { return dir_.path() / "unpacked"; }

  void save(const ArchiveWriter& writer) const { write_file(path(), writer.bytes()); }

  std::size_t unpack(const UnpackOptions& options = {}) const {
    AtomicFolder folder(target());
    const std::size_t files = unpack_archive(path(), folder, options);
    folder.commit();
    return files;
  }

  /// The archive is refused as a whole, and nothing of it is left.
  void expect_refused(const ArchiveWriter& writer, const std::string& why) const {
    save(writer);
    EXPECT_ERROR(unpack(), DataError, AllOf(HasSubstr("a.tar.gz"), HasSubstr(why)));
    EXPECT_THAT(files_in(dir_.path()), ElementsAre("a.tar.gz"));
  }

  static std::vector<std::string> files_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_directory()) names.push_back(entry.path().lexically_relative(folder));
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  TempDir dir_;
};

TEST_F(UnpackArchive, UnpacksTarsAndZips) {
  for (const char* format : {"tar", "tar.gz", "zip"}) {
    ArchiveWriter writer(format);
    writer.add_folder("images/");
    writer.add("images/a.jpg", std::string(300'000, 'a'));
    writer.add("./images/deep/er/b.jpg", "");
    save(writer);

    EXPECT_EQ(unpack(), 2U) << format;

    EXPECT_THAT(files_in(target()), ElementsAre("images/a.jpg", "images/deep/er/b.jpg")) << format;
    EXPECT_EQ(read_file(target() / "images" / "a.jpg"), std::string(300'000, 'a')) << format;
  }
}

TEST_F(UnpackArchive, TakesWhatIsWantedBelowItsRoot) {
  ArchiveWriter writer;
  writer.add("images/a.jpg", "a");
  writer.add("images/._a.jpg", "AppleDouble");
  writer.add("images_of_others/c.jpg", "c");
  writer.add("README", "read me");
  save(writer);

  const auto is_photo = [](std::string_view path) { return !path.starts_with("._"); };
  EXPECT_EQ(unpack({.root = "images", .wanted = is_photo}), 1U);

  EXPECT_THAT(files_in(target()), ElementsAre("a.jpg"));
}

TEST_F(UnpackArchive, GivesFilesTheUsualRights) {
  ArchiveWriter writer;
  writer.add("a", "a", 06000);  // set-user-id, and readable by nobody
  save(writer);

  unpack();

  EXPECT_EQ(fs::status(target() / "a").permissions() & fs::perms(07111), fs::perms(0));
  EXPECT_EQ(read_file(target() / "a"), "a");
}

TEST_F(UnpackArchive, RefusesPathsThatLeadOut) {
  for (const char* name : {"../a", "/etc/a", "a/../../b", "a/..", "..", "./../a", "a/b/.."}) {
    ArchiveWriter writer;
    writer.add("before", "1");
    writer.add(name, "2");
    expect_refused(writer, "\"" + std::string(name) + "\" leads out of the folder");
  }
}

TEST_F(UnpackArchive, RefusesLinksEvenBeforeTheyAreUsed) {
  ArchiveWriter symlink;
  symlink.add_symlink("out", dir_.path().string());
  symlink.add("out/escaped", "2");
  ArchiveWriter hardlink;
  hardlink.add_hardlink("passwd", "/etc/passwd");

  expect_refused(symlink, "\"out\" is a link");
  expect_refused(hardlink, "\"passwd\" is a link");
}

TEST_F(UnpackArchive, RefusesDevicesAndPipes) {
  for (const auto type : {AE_IFIFO, AE_IFCHR, AE_IFBLK}) {
    ArchiveWriter writer;
    writer.add_special("x", type);
    expect_refused(writer, "\"x\" is no file");
  }
}

TEST_F(UnpackArchive, RefusesANameThatStandsTwice) {
  ArchiveWriter writer;
  writer.add("a/b", "1");
  writer.add("a/./b", "2");

  expect_refused(writer, "\"a/./b\" stands twice");
}

TEST_F(UnpackArchive, ShowsNoControlCharactersOfANameAndNoMoreThanALine) {
  ArchiveWriter writer;
  writer.add("/\x1b[2J\n" + std::string(500, 'x'), "1");

  expect_refused(writer, "\"/?[2J?xxx");
}

TEST_F(UnpackArchive, RefusesATerabyteOfZerosBeforeItIsWritten) {
  ArchiveWriter writer;
  writer.add_sparse("huge", std::int64_t{1} << 40);
  save(writer);

  EXPECT_ERROR(unpack({.max_bytes = 1'000'000}), DataError,
               AllOf(HasSubstr("more than the 1.0 MB"), HasSubstr("\"huge\"")));
}

TEST_F(UnpackArchive, CountsTheBytesOfAllFilesAndAllEntries) {
  ArchiveWriter writer;
  for (const char* name : {"a", "b", "c"}) writer.add(name, std::string(1000, 'x'));
  save(writer);

  EXPECT_ERROR(unpack({.max_bytes = 2999}), DataError, HasSubstr("\"c\""));
  EXPECT_ERROR(unpack({.max_entries = 2}), DataError, HasSubstr("more than the 2 entries"));
  EXPECT_EQ(unpack({.max_bytes = 3000, .max_entries = 3}), 3U);
}

TEST_F(UnpackArchive, LeavesNothingOfATruncatedArchive) {
  ArchiveWriter writer;
  for (const char* name : {"a", "b", "c"}) writer.add(name, some_bytes(2000));
  const std::string whole = writer.bytes();

  for (std::size_t size = 0; size + 100 < whole.size(); size += 97) {
    write_file(path(), whole.substr(0, size));
    EXPECT_ERROR(unpack(), DataError, HasSubstr("a.tar.gz: damaged, truncated or no"));
    ASSERT_THAT(files_in(dir_.path()), ElementsAre("a.tar.gz")) << size;
  }
}

TEST_F(UnpackArchive, LeavesNoFolderWhenItIsKilled) {
  ArchiveWriter writer;
  for (const char* name : {"a", "b", "c"}) writer.add(name, some_bytes(2000));
  save(writer);
  const auto is_killed = [&] {
    const auto kill_at_b = [](std::string_view path) { return path != "b" || std::raise(SIGKILL); };
    unpack({.wanted = kill_at_b});
  };

  EXPECT_EXIT(is_killed(), testing::KilledBySignal(SIGKILL), "");

  EXPECT_FALSE(fs::exists(target()));
  EXPECT_EQ(files_in(dir_.path()).size(), 2U);  // the archive, and a hidden half
  { const AtomicFolder next(target()); }
  EXPECT_THAT(files_in(dir_.path()), ElementsAre("a.tar.gz"));
}

TEST_F(UnpackArchive, NoticesDamage) {
  for (const char* format : {"tar", "tar.gz", "zip"}) {
    ArchiveWriter writer(format);
    for (const char* name : {"a", "b", "c"}) writer.add(name, some_bytes(2000));
    std::string bytes = writer.bytes();
    bytes.replace(bytes.size() / 3, 2100, 2100, '\xaa');  // over an entry's header as well
    write_file(path(), bytes);
    EXPECT_ERROR(unpack(), DataError, HasSubstr("damaged"));
  }
}

TEST_F(UnpackArchive, NoticesASingleBitInAZip) {
  ArchiveWriter writer("zip");
  writer.add("a", some_bytes(2000));
  std::string bytes = writer.bytes();
  bytes[1000] ^= 1;
  write_file(path(), bytes);

  EXPECT_ERROR(unpack(), DataError, HasSubstr("damaged"));
}

TEST_F(UnpackArchive, SaysWhatIsNoArchiveAndWhatIsNotThere) {
  write_file(path(), "<html>Please log in</html>");
  EXPECT_ERROR(unpack(), DataError, HasSubstr("no .tar.gz or .zip"));

  fs::remove(path());
  EXPECT_ERROR(unpack(), IoError, AllOf(HasSubstr("a.tar.gz"), HasSubstr("cannot read")));
}

}  // namespace
}  // namespace petseg
