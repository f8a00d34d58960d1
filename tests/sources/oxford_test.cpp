#include "petseg/sources/oxford.h"

#include "petseg/core/error.h"

#include "sources/raw_folder.h"
#include "support/expect_error.h"

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

TEST(ReadOxford, ListsPhotosInOrderOfTheirNames) {
  const RawFolder raw;
  raw.add("beagle_2");
  raw.add("Maine_Coon_10");

  const RawSource source = read_oxford(raw.path());

  ASSERT_EQ(source.photos.size(), 2U);
  EXPECT_EQ(source.photos[0].name, "Maine_Coon_10");
  EXPECT_EQ(source.photos[0].breed, "Maine_Coon");
  EXPECT_EQ(source.photos[0].image, "images/Maine_Coon_10.jpg");
  EXPECT_EQ(source.photos[0].truth_file, "annotations/trimaps/Maine_Coon_10.png");
  EXPECT_EQ(source.photos[0].species, Species::kCat);
  EXPECT_EQ(source.photos[1].species, Species::kDog);
}

TEST(ReadOxford, BelievesTheListMoreThanTheName) {
  const RawFolder raw;
  raw.add("Rex_1");
  raw.add("Tom_1");
  raw.write_list("#BREED ID: 1-25:Cat 1:12:Dog\nRex_1 1 2 1\nabsent_1 2 2 2\n");

  const RawSource source = read_oxford(raw.path());

  ASSERT_EQ(source.photos.size(), 2U);
  EXPECT_EQ(source.photos[0].species, Species::kDog);
  EXPECT_EQ(source.photos[1].species, Species::kCat);  // not in the list: by its capital
}

TEST(ReadOxford, RejectsAMalformedListWithItsLine) {
  const RawFolder raw;
  raw.add("Tom_1");
  raw.write_list("# header\nTom_1 1 3 1\n");

  EXPECT_ERROR(read_oxford(raw.path()), DataError,
               AllOf(HasSubstr("list.txt:2"), HasSubstr("Tom_1 1 3 1")));
}

TEST(ReadOxford, ReadsTheOfficialSplit) {
  const RawFolder raw;
  for (const char* name : {"Tom_1", "Tom_2", "Tom_3", "rex_1"}) raw.add(name);
  raw.write_list("Tom_1 1 1 1\nTom_2 1 1 1\nTom_3 1 1 1\n");
  raw.write_list("Tom_1 1 1 1\nrex_1 2 2 1\nabsent_1 2 2 1\n", "trainval.txt");
  raw.write_list("Tom_3 1 1 1\n", "test.txt");

  const RawSource source = read_oxford(raw.path());

  ASSERT_EQ(source.photos.size(), 4U);
  EXPECT_EQ(source.photos[0].official, OfficialSplit::kTrainval);
  EXPECT_EQ(source.photos[1].official, OfficialSplit::kNone);
  EXPECT_EQ(source.photos[2].official, OfficialSplit::kTest);
  EXPECT_EQ(source.photos[3].official, OfficialSplit::kTrainval);
}

TEST(ReadOxford, RejectsAMalformedLineOfTheOfficialSplit) {
  const RawFolder raw;
  raw.add("Tom_1");
  raw.write_list("Tom_1 1 1 1\nTom_2\n", "test.txt");

  EXPECT_ERROR(read_oxford(raw.path()), DataError,
               AllOf(HasSubstr("test.txt:2"), HasSubstr("Tom_2")));
}

TEST(ReadOxford, RejectsAPhotoInBothSplits) {
  const RawFolder raw;
  raw.add("Tom_1");
  raw.write_list("Tom_1 1 1 1\n", "trainval.txt");
  raw.write_list("# header\nTom_1 1 1 1\n", "test.txt");

  EXPECT_ERROR(read_oxford(raw.path()), DataError,
               AllOf(HasSubstr("test.txt:2: Tom_1"), HasSubstr("trainval.txt:1")));
}

TEST(ReadOxford, RejectsListsThatContradictThemselvesWithBothLines) {
  const RawFolder raw;
  raw.add("Tom_1");
  raw.write_list("Tom_1 1 1 1\nTom_1 1 1 1\n\nTom_1 1 2 1\n");

  EXPECT_ERROR(
      read_oxford(raw.path()), DataError,
      AllOf(HasSubstr("list.txt:4: Tom_1 is a dog, but a cat at "), HasSubstr("list.txt:1;")));
}

TEST(ReadOxford, ReadsListsWithEitherLineEnding) {
  const RawFolder raw;
  raw.add("Rex_1");
  raw.write_list("#header\r\n\r\nRex_1 1 2 1\r\n");
  EXPECT_EQ(read_oxford(raw.path()).photos.front().species, Species::kDog);

  raw.write_list("Rex_1 1 2 1\r\nbad line\r\n");
  EXPECT_ERROR(read_oxford(raw.path()), DataError, HasSubstr("list.txt:2: \"bad line\""));
}

TEST(ReadOxford, RejectsANameThatTheManifestCannotHold) {
  const RawFolder raw;
  raw.add("Tom_1");
  raw.add("Caf\xe9_1");

  const RawSource source = read_oxford(raw.path());

  EXPECT_EQ(source.photos.size(), 1U);
  ASSERT_EQ(source.rejected.size(), 1U);
  EXPECT_THAT(source.rejected[0].reason, HasSubstr("not UTF-8"));
}

TEST(ReadOxford, PassesOverWhatTheArchivesDragAlong) {
  const RawFolder raw;
  raw.add("Tom_1");
  write_file(raw.path() / "images" / "._Tom_1.jpg", "AppleDouble");
  write_file(raw.path() / "images" / "Tom_2.mat", "Matlab");
  write_file(raw.path() / "annotations" / "trimaps" / "._Tom_1.png", "AppleDouble");
  write_file(raw.path() / "annotations" / "trimaps" / "._Tom_2.png", "AppleDouble");
  write_file(raw.path() / "annotations" / "._trimaps", "AppleDouble");

  const RawSource source = read_oxford(raw.path());

  EXPECT_EQ(source.photos.size(), 1U);
  EXPECT_TRUE(source.rejected.empty());
}

TEST(ReadOxford, RejectsPhotosWithoutTrimapAndSecondPhotosOfAName) {
  const RawFolder raw;
  raw.add("Tom_1");
  raw.add_photo("Tom_2", "any");
  write_file(raw.path() / "images" / "Tom_1.png", "any");

  const RawSource source = read_oxford(raw.path());

  ASSERT_EQ(source.rejected.size(), 2U);
  EXPECT_EQ(source.rejected[0].file, "images/Tom_1.png");
  EXPECT_THAT(source.rejected[0].reason, HasSubstr("second photo"));
  EXPECT_EQ(source.rejected[1].file, "images/Tom_2.jpg");
  EXPECT_THAT(source.rejected[1].reason, HasSubstr("no trimap annotations/trimaps/Tom_2.png"));
}

TEST(ReadOxford, SaysWhichLayoutIsExpected) {
  const TempDir dir;

  EXPECT_ERROR(read_oxford(dir.path()), DataError,
               AllOf(HasSubstr("no folder images/"), HasSubstr("annotations/trimaps/*.png")));
  EXPECT_ERROR(read_oxford(dir.path() / "nowhere"), DataError, HasSubstr("does not exist"));
}

TEST(ReadOxford, RejectsALinkThatLeadsNowhere) {
  const RawFolder raw;
  raw.add("Tom_1");
  fs::create_symlink("nowhere.jpg", raw.path() / "images" / "Tom_2.jpg");

  const RawSource source = read_oxford(raw.path());

  EXPECT_EQ(source.photos.size(), 1U);
  ASSERT_EQ(source.rejected.size(), 1U);
  EXPECT_THAT(source.rejected[0].reason, HasSubstr("link"));
}

TEST(BreedFromName, DropsTheNumber) {
  EXPECT_EQ(breed_from_name("american_pit_bull_terrier_12"), "american_pit_bull_terrier");
  EXPECT_EQ(breed_from_name("Tom"), "Tom");
  EXPECT_EQ(breed_from_name("Tom_x2"), "Tom_x2");
}

TEST(MaskFromTrimap, CountsTheBorderAsPet) {
  const cv::Mat trimap = (cv::Mat_<std::uint8_t>(1, 3) << 1, 2, 3);

  const cv::Mat cat = mask_from_trimap(trimap, Species::kCat, BorderRule::kPet, "t.png");
  const cv::Mat dog = mask_from_trimap(trimap, Species::kDog, BorderRule::kPet, "t.png");

  EXPECT_EQ(cv::countNonZero(cat != (cv::Mat_<std::uint8_t>(1, 3) << 1, 0, 1)), 0);
  EXPECT_EQ(cv::countNonZero(dog != (cv::Mat_<std::uint8_t>(1, 3) << 2, 0, 2)), 0);
}

TEST(MaskFromTrimap, NamesOtherValues) {
  const cv::Mat trimap = (cv::Mat_<std::uint8_t>(1, 4) << 1, 2, 0, 9);

  EXPECT_ERROR(mask_from_trimap(trimap, Species::kCat, BorderRule::kPet, "t.png"), DataError,
               AllOf(HasSubstr("t.png"), HasSubstr("values 0, 9")));
}

TEST(MaskFromTrimap, RejectsATrimapWithoutPet) {
  const cv::Mat trimap(4, 4, CV_8U, cv::Scalar(2));

  EXPECT_ERROR(mask_from_trimap(trimap, Species::kCat, BorderRule::kPet, "t.png"), DataError,
               HasSubstr("marks no pixel as a pet"));
}

}  // namespace
}  // namespace petseg
