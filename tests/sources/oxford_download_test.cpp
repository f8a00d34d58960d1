#include "petseg/sources/oxford_download.h"

#include <csignal>
#include <cstdlib>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/image/decode.h"
#include "petseg/sources/oxford.h"

#include "sources/raw_folder.h"
#include "support/archive_writer.h"
#include "support/expect_error.h"
#include "support/flaky_server.h"

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

namespace petseg {
namespace {

std::string some_photo(const std::string& name) {
  return encode_jpeg(RawFolder::photo(name, {64, 48}));
}

/// Two photos, and what the real archive drags along.
std::string images_archive() {
  ArchiveWriter writer;
  writer.add_folder("images/");
  writer.add("images/Tom_1.jpg", some_photo("Tom_1"));
  writer.add("images/._Tom_1.jpg", "AppleDouble");
  writer.add("images/Tom_2.mat", "Matlab");
  writer.add("images/beagle_1.jpg", some_photo("beagle_1"));
  return writer.bytes();
}

std::string annotations_archive() {
  const std::string trimap = encode_png(RawFolder::trimap({64, 48}));
  ArchiveWriter writer;
  writer.add("annotations/README", "research purposes only");
  writer.add("annotations/list.txt", "# header\nTom_1 1 1 1\nbeagle_1 2 2 1\n");
  writer.add("annotations/trainval.txt", "Tom_1 1 1 1\n");
  writer.add("annotations/test.txt", "beagle_1 2 2 1\n");
  writer.add("annotations/._trimaps", "AppleDouble");
  writer.add("annotations/trimaps/Tom_1.png", trimap);
  writer.add("annotations/trimaps/._Tom_1.png", "AppleDouble");
  writer.add("annotations/trimaps/beagle_1.png", trimap);
  return writer.bytes();
}

Digest md5(const std::string& bytes) {
  Digester digester(DigestKind::kMd5);
  digester.add(bytes);
  return digester.finish();
}

class DownloadOxford : public testing::Test {
 protected:
  void SetUp() override { ::setenv("no_proxy", "127.0.0.1", 1); }

  FlakyServer::Files files() const {
    return {{"/pets/images.tar.gz", images_}, {"/pets/annotations.tar.gz", annotations_}};
  }
  OxfordOrigin origin(const FlakyServer& server) const {
    OxfordOrigin origin{.base_url = server.url("/pets"), .wait = [](std::chrono::seconds) {}};
    origin.images = {"images", md5(images_), images_.size(), 0};
    origin.annotations = {"annotations", md5(annotations_), annotations_.size(), 0};
    return origin;
  }
  fs::path folder() const { return dir_.path() / "oxford"; }

  void expect_complete() const {
    const RawSource source = read_oxford(folder());
    ASSERT_THAT(source.photos, SizeIs(2));
    EXPECT_THAT(source.rejected, SizeIs(0));
    EXPECT_EQ(source.photos[0].name, "Tom_1");
    EXPECT_EQ(source.photos[0].official, OfficialSplit::kTrainval);
    EXPECT_EQ(source.photos[1].official, OfficialSplit::kTest);
    for (const RawPhoto& photo : source.photos) {
      const std::string bytes = read_file(folder() / photo.image);
      EXPECT_EQ(bytes, some_photo(photo.name));
      const std::string truth = read_file(folder() / photo.truth_file);
      EXPECT_EQ(source.truth->mask(photo, truth, {64, 48}).size(), cv::Size(64, 48));
    }
    // Neither archives nor halves nor what is of no use.
    EXPECT_EQ(std::distance(fs::directory_iterator(folder()), {}), 2);
    EXPECT_FALSE(fs::exists(folder() / "images" / "._Tom_1.jpg"));
    EXPECT_FALSE(fs::exists(folder() / "images" / "Tom_2.mat"));
    EXPECT_TRUE(fs::exists(folder() / "annotations" / "README"));
  }

  std::string images_ = images_archive();
  std::string annotations_ = annotations_archive();
  TempDir dir_;
};

TEST_F(DownloadOxford, MakesTheRawLayout) {
  const FlakyServer server(files());

  download_oxford(folder(), origin(server));

  expect_complete();
}

TEST_F(DownloadOxford, DoesNothingTheSecondTime) {
  const FlakyServer server(files());
  download_oxford(folder(), origin(server));

  download_oxford(folder(), origin(server));

  EXPECT_THAT(server.requests(), SizeIs(2));
  expect_complete();
}

TEST_F(DownloadOxford, SurvivesConnectionsThatAreCutAgainAndAgain) {
  const FlakyServer server(files(), {{.cut_after = 100},
                                     {.cut_after = 0},
                                     {.status = "503 Service Unavailable"},
                                     {},  // the annotations are there
                                     {.cut_after = 7},
                                     {.cut_after = 500, .ignores_range = true},
                                     {.cut_after = 300}});

  download_oxford(folder(), origin(server));

  EXPECT_THAT(server.requests(), SizeIs(8));
  expect_complete();
}

TEST_F(DownloadOxford, GoesOnAfterARunThatFailed) {
  const std::deque<FlakyServer::Fault> cut_forever(7, {.cut_after = 50});
  std::deque<FlakyServer::Fault> faults = cut_forever;
  faults.front() = {};  // the annotations come
  const FlakyServer server(files(), faults);
  EXPECT_ERROR(download_oxford(folder(), origin(server)), IoError,
               AllOf(HasSubstr("images.tar.gz"), HasSubstr("300 bytes are kept in")));
  EXPECT_FALSE(fs::exists(folder() / "images"));

  download_oxford(folder(), origin(server));

  EXPECT_THAT(server.requests(), SizeIs(8));
  EXPECT_THAT(server.requests().back(), HasSubstr("Range: bytes=300-"));
  expect_complete();
}

TEST_F(DownloadOxford, TakesNothingHalfDoneForCompleteWhenItWasKilled) {
  const auto is_killed = [&] {
    const FlakyServer server(files(), {{}, {.cut_after = 400}});
    OxfordOrigin dying = origin(server);
    dying.wait = [](std::chrono::seconds) { std::raise(SIGKILL); };
    download_oxford(folder(), dying);
  };
  EXPECT_EXIT(is_killed(), testing::KilledBySignal(SIGKILL), "");
  EXPECT_TRUE(fs::exists(folder() / "annotations"));
  EXPECT_FALSE(fs::exists(folder() / "images"));
  // As a kill while the photos are unpacked leaves it.
  write_file(folder() / ".images.123-0badcafe.partial" / "Tom_1.jpg", "half a ph");

  const FlakyServer server(files());
  download_oxford(folder(), origin(server));

  ASSERT_THAT(server.requests(), SizeIs(1));
  EXPECT_THAT(server.requests().front(), HasSubstr("Range: bytes=400-"));
  expect_complete();
}

TEST_F(DownloadOxford, UnpacksAnArchiveThatLiesThereWithoutFetchingIt) {
  const FlakyServer server(files());
  write_file(folder() / "downloads" / "images.tar.gz", images_);

  download_oxford(folder(), origin(server));

  EXPECT_THAT(server.requests(), SizeIs(1));
  expect_complete();
}

TEST_F(DownloadOxford, LeavesFoldersOfOthersAlone) {
  const FlakyServer server(files());
  write_file(folder() / "images" / "mine.jpg", "mine");

  EXPECT_ERROR(download_oxford(folder(), origin(server)), ConfigError,
               AllOf(HasSubstr("--download"), HasSubstr("images")));

  EXPECT_EQ(read_file(folder() / "images" / "mine.jpg"), "mine");
  EXPECT_THAT(server.requests(), SizeIs(0));
}

TEST_F(DownloadOxford, RefusesAnotherArchive) {
  const FlakyServer server(files());
  OxfordOrigin other = origin(server);
  other.images.digest = md5("the published one");

  EXPECT_ERROR(download_oxford(folder(), other), IoError,
               AllOf(HasSubstr("images.tar.gz"), HasSubstr("MD5 " + md5(images_).hex),
                     HasSubstr("expected " + md5("the published one").hex)));
  EXPECT_FALSE(fs::exists(folder() / "images"));
}

TEST_F(DownloadOxford, RefusesAnArchiveThatWritesElsewhere) {
  ArchiveWriter writer;
  writer.add("images/../../escaped", "x");
  images_ = writer.bytes();
  const FlakyServer server(files());

  EXPECT_ERROR(download_oxford(folder(), origin(server)), DataError, HasSubstr("leads out"));
  EXPECT_FALSE(fs::exists(dir_.path() / "escaped"));
  EXPECT_FALSE(fs::exists(folder() / "images"));
}

TEST_F(DownloadOxford, ChecksTheSpaceBeforeItFetchesAnything) {
  const FlakyServer server(files());
  OxfordOrigin vast = origin(server);
  vast.images.unpacked = std::uint64_t{1} << 60;

  EXPECT_ERROR(download_oxford(folder(), vast), IoError,
               AllOf(HasSubstr("are free"), HasSubstr("1152922 TB are needed")));
  EXPECT_THAT(server.requests(), SizeIs(0));
}

}  // namespace
}  // namespace petseg
