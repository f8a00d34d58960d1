#include "petseg/sources/mask_folder.h"

#include <opencv2/imgproc.hpp>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/image/decode.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

using testing::AllOf;
using testing::HasSubstr;

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// Photos are only listed, so any bytes will do for them.
class MaskFolder {
 public:
  MaskFolder() { make_folder(path()); }

  const fs::path& path() const { return dir_.path(); }
  void add(const std::string& file, const std::string& bytes = "any") const {
    write_file(path() / file, bytes);
  }
  void add_pair(const std::string& name) const {
    add("images/" + name + ".jpg");
    add("masks/" + name + ".png");
  }
  RawSource read() const { return read_mask_folder({.folder = path()}); }

 private:
  TempDir dir_;
};

cv::Mat read_mask(const RawSource& source, const cv::Mat& stored) {
  return source.truth->mask(source.photos.front(), encode_png(stored), stored.size());
}

TEST(ReadMaskFolder, PairsPhotosAndMasksByName) {
  const MaskFolder raw;
  raw.add_pair("b");
  raw.add("images/a.JPEG");
  raw.add("masks/a.PNG");

  const RawSource source = raw.read();

  ASSERT_EQ(source.photos.size(), 2U);
  EXPECT_EQ(source.kind, "masks");
  EXPECT_EQ(source.photos[0].name, "a");
  EXPECT_EQ(source.photos[0].image, "images/a.JPEG");
  EXPECT_EQ(source.photos[0].truth_file, "masks/a.PNG");
  EXPECT_EQ(source.photos[1].name, "b");
  EXPECT_EQ(source.photos[1].species, std::nullopt);
  EXPECT_TRUE(source.rejected.empty());
}

TEST(ReadMaskFolder, KnowsTheLayoutOfPascalVoc) {
  const MaskFolder raw;
  raw.add("JPEGImages/2007_000063.jpg");
  raw.add("SegmentationClass/2007_000063.png");

  const RawSource source = raw.read();

  ASSERT_EQ(source.photos.size(), 1U);
  EXPECT_EQ(source.photos[0].image, "JPEGImages/2007_000063.jpg");
  EXPECT_EQ(source.photos[0].truth_file, "SegmentationClass/2007_000063.png");
}

TEST(ReadMaskFolder, TakesFoldersOfOtherNames) {
  const MaskFolder raw;
  raw.add("photos/a.jpg");
  raw.add("photos/truth/a.png");

  const RawSource source =
      read_mask_folder({.folder = raw.path(), .images = "./photos/", .masks = "photos/truth"});

  ASSERT_EQ(source.photos.size(), 1U);
  EXPECT_EQ(source.photos[0].image, "photos/a.jpg");
  EXPECT_EQ(source.photos[0].truth_file, "photos/truth/a.png");
  EXPECT_EQ(source.photos[0].condition, "");
  EXPECT_TRUE(source.rejected.empty());
}

TEST(ReadMaskFolder, TakesSubfoldersAsConditions) {
  const MaskFolder raw;
  raw.add("images/dark/a.jpg");
  raw.add("masks/dark/a.png");
  raw.add("images/forest/b.jpg");
  raw.add("masks/b.png");

  const RawSource source = raw.read();

  ASSERT_EQ(source.photos.size(), 2U);
  EXPECT_EQ(source.photos[0].condition, "dark");
  EXPECT_EQ(source.photos[0].truth_file, "masks/dark/a.png");
  EXPECT_EQ(source.photos[1].condition, "forest");
  EXPECT_EQ(source.photos[1].truth_file, "masks/b.png");
  EXPECT_TRUE(source.rejected.empty());
}

TEST(ReadMaskFolder, RejectsWhatHasNoCounterpart) {
  const MaskFolder raw;
  raw.add_pair("a");
  raw.add("images/dark/b.jpg");
  raw.add("masks/c.png");
  raw.add("masks/d.bmp");
  raw.add("images/dark/deep/e.jpg");

  const RawSource source = raw.read();

  ASSERT_EQ(source.photos.size(), 1U);
  ASSERT_EQ(source.rejected.size(), 4U);
  EXPECT_EQ(source.rejected[0].file, "images/dark/deep");
  EXPECT_EQ(source.rejected[1].file, "images/dark/b.jpg");
  EXPECT_EQ(source.rejected[1].reason, "has no mask masks/dark/b.png");
  EXPECT_EQ(source.rejected[2].file, "masks/c.png");
  EXPECT_EQ(source.rejected[2].reason, "a mask without a photo of its name in images/");
  EXPECT_EQ(source.rejected[3].file, "masks/d.bmp");
  EXPECT_THAT(source.rejected[3].reason, HasSubstr("not a PNG"));
}

TEST(ReadMaskFolder, TellsPhotosOfOneNameApartByTheirConditions) {
  const MaskFolder raw;
  raw.add_pair("b");
  raw.add_pair("dark/b");
  raw.add_pair("forest/b");

  const RawSource source = raw.read();

  ASSERT_EQ(source.photos.size(), 3U);
  EXPECT_EQ(source.photos[0].name, "b");
  EXPECT_EQ(source.photos[0].truth_file, "masks/b.png");
  EXPECT_EQ(source.photos[1].name, "dark_b");
  EXPECT_EQ(source.photos[1].truth_file, "masks/dark/b.png");
  EXPECT_EQ(source.photos[2].name, "forest_b");
  EXPECT_TRUE(source.rejected.empty());
}

TEST(ReadMaskFolder, RejectsASecondPhotoOfALongerName) {
  const MaskFolder raw;
  raw.add_pair("a");
  raw.add_pair("dark/a");
  raw.add_pair("dark_a");

  const RawSource source = raw.read();

  ASSERT_EQ(source.photos.size(), 2U);
  ASSERT_EQ(source.rejected.size(), 1U);
  EXPECT_EQ(source.rejected[0].file, "images/dark_a.jpg");
  EXPECT_THAT(source.rejected[0].reason, HasSubstr("a second photo of this name"));
}

TEST(ReadMaskFolder, RejectsASecondPhotoThatWouldShareAMask) {
  const MaskFolder raw;
  raw.add_pair("a");
  raw.add("images/a.png");
  raw.add("images/dark/a.jpg");

  const RawSource source = raw.read();

  ASSERT_EQ(source.photos.size(), 1U);
  ASSERT_EQ(source.rejected.size(), 2U);
  EXPECT_EQ(source.rejected[0].file, "images/a.png");
  EXPECT_THAT(source.rejected[0].reason,
              HasSubstr("shares its mask masks/a.png with images/a.jpg"));
  EXPECT_EQ(source.rejected[1].file, "images/dark/a.jpg");
}

TEST(ReadMaskFolder, RejectsANameThatTheManifestCannotHold) {
  const MaskFolder raw;
  raw.add_pair("a");
  raw.add_pair("caf\xe9");

  const RawSource source = raw.read();

  EXPECT_EQ(source.photos.size(), 1U);
  ASSERT_EQ(source.rejected.size(), 1U);
  EXPECT_THAT(source.rejected[0].reason, HasSubstr("not UTF-8"));
}

TEST(ReadMaskFolder, PassesOverHiddenFilesAndOthers) {
  const MaskFolder raw;
  raw.add_pair("a");
  raw.add("images/._a.jpg");
  raw.add("images/.DS_Store");
  raw.add("images/notes.txt");
  raw.add("masks/.thumbnails/a.png");

  const RawSource source = raw.read();

  EXPECT_EQ(source.photos.size(), 1U);
  EXPECT_TRUE(source.rejected.empty());
}

TEST(ReadMaskFolder, MapsValuesAsTheFoldersClassesSay) {
  const MaskFolder raw;
  raw.add_pair("a");
  raw.add("classes.json", R"({"0": "background", "8": "cat", "255": "ignore"})");

  const cv::Mat mask = read_mask(raw.read(), (cv::Mat_<std::uint8_t>(1, 3) << 0, 8, 255));

  EXPECT_EQ(cv::countNonZero(mask != (cv::Mat_<std::uint8_t>(1, 3) << 0, 1, 255)), 0);
}

TEST(ReadMaskFolder, TakesAClassMapFromElsewhere) {
  const MaskFolder raw;
  const TempDir elsewhere;
  raw.add_pair("a");
  raw.add("classes.json", R"({"8": "cat"})");
  write_file(elsewhere.path() / "my.json", R"({"0": "background", "9": "dog"})");

  const RawSource source =
      read_mask_folder({.folder = raw.path(), .class_map = elsewhere.path() / "my.json"});

  EXPECT_EQ(cv::countNonZero(read_mask(source, cv::Mat(2, 2, CV_8U, cv::Scalar(9))) != 2), 0);
  EXPECT_NE(source.truth->settings(), raw.read().truth->settings());
}

TEST(ReadMaskFolder, WithoutClassesReadsMasksAsPetsegWritesThem) {
  const MaskFolder raw;
  raw.add_pair("a");
  const RawSource source = raw.read();
  const cv::Mat stored = (cv::Mat_<std::uint8_t>(1, 4) << 0, 1, 2, 255);

  EXPECT_EQ(cv::countNonZero(read_mask(source, stored) != stored), 0);
  EXPECT_ERROR(read_mask(source, (cv::Mat_<std::uint8_t>(1, 2) << 1, 38)), DataError,
               AllOf(HasSubstr("masks/a.png"), HasSubstr("38 (1 pixel)")));
  EXPECT_ERROR(read_mask(source, cv::Mat::zeros(2, 2, CV_8U)), DataError,
               HasSubstr("masks/a.png: marks no pixel as a pet"));
  EXPECT_ERROR(read_mask(source, cv::Mat::zeros(2, 2, CV_8UC3)), DataError,
               HasSubstr("masks/a.png: a PNG of colours"));
}

TEST(ReadMaskFolder, SaysWhatIsMissing) {
  const MaskFolder raw;

  EXPECT_ERROR(raw.read(), DataError,
               AllOf(HasSubstr("no folder images/, JPEGImages/, imgs/"), HasSubstr("masks/a.png")));
  raw.add("images/a.jpg");
  EXPECT_ERROR(raw.read(), DataError, HasSubstr("no folder masks/, SegmentationClass/"));
  raw.add("masks/b.png");
  EXPECT_ERROR(raw.read(), DataError, HasSubstr("no photo in images/ has a mask in masks/"));
  EXPECT_ERROR(read_mask_folder({.folder = raw.path(), .images = "photos"}), DataError,
               AllOf(HasSubstr("no folder photos/;"), Not(HasSubstr("imgs"))));
  EXPECT_ERROR(read_mask_folder({.folder = raw.path(), .images = "images", .masks = "images/"}),
               ConfigError, HasSubstr("the same folder images/"));
  EXPECT_ERROR(read_mask_folder({.folder = raw.path(), .class_map = raw.path() / "none.json"}),
               IoError, HasSubstr("none.json"));
}

}  // namespace
}  // namespace petseg
