#include "petseg/data/data_set_builder.h"

#include <algorithm>
#include <map>
#include <set>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"
#include "petseg/data/labelled_photo.h"
#include "petseg/sources/oxford.h"

#include "sources/raw_folder.h"
#include "support/expect_error.h"

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

class BuildDataSet : public testing::Test {
 protected:
  void add_cats_and_dogs(int each = 24) {
    raw_.add_breed("Bengal", each);
    raw_.add_breed("boxer", each);
  }
  BuiltDataSet build(int size = 0) {
    BuildOptions options;
    options.out = raw_.out();
    options.size = size;
    const RawSource source = read_oxford(raw_.path());
    return build_data_set(source, plan_split(source.photos, {}), options);
  }

  RawFolder raw_;
};

TEST_F(BuildDataSet, WritesTheLayout) {
  add_cats_and_dogs();

  const BuiltDataSet built = build();

  for (const char* folder : {"train_set", "valid_set", "test_set", "debugging_set/cats",
                             "debugging_set/dogs", "debugging_set/cats_and_dogs"}) {
    EXPECT_FALSE(fs::is_empty(raw_.out() / folder / "images")) << folder;
    EXPECT_FALSE(fs::is_empty(raw_.out() / folder / "masks")) << folder;
  }
  EXPECT_TRUE(fs::exists(raw_.out() / "rejected.jsonl"));
  EXPECT_TRUE(built.rejected.empty());
}

TEST_F(BuildDataSet, PutsNoPhotoIntoTwoSplits) {
  add_cats_and_dogs();

  std::map<std::string, int> seen;
  for (const PhotoRecord& photo : build().data_set.photos) {
    if (photo.species != Species::kBoth) ++seen[photo.origin];
  }

  EXPECT_EQ(seen.size(), 48U);
  EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](const auto& s) { return s.second == 1; }));
}

TEST_F(BuildDataSet, CopiesTheBytesOfAJpegAndConvertsTheRest) {
  raw_.add("Bengal_1");
  raw_.add("Bengal_2");
  raw_.add_photo("Bengal_2", encode_png(RawFolder::photo("Bengal_2", {64, 48})));

  const BuiltDataSet built = build();

  for (const PhotoRecord& photo : built.data_set.photos) {
    const std::string bytes = read_file(raw_.out() / photo.image);
    EXPECT_EQ(sniff_format(bytes), ImageFormat::kJpeg);
    EXPECT_EQ(sha256(bytes), photo.sha256);
    const bool is_copy = bytes == read_file(raw_.path() / "images" / photo.origin);
    EXPECT_EQ(is_copy, photo.name() == "Bengal_1");
  }
}

TEST_F(BuildDataSet, WritesClassIds) {
  add_cats_and_dogs(8);

  for (const PhotoRecord& record : build().data_set.photos) {
    const LabelledPhoto photo = load_photo(raw_.out(), record);
    const bool has_cat = cv::countNonZero(photo.mask == kCat) > 0;
    const bool has_dog = cv::countNonZero(photo.mask == kDog) > 0;
    EXPECT_EQ(has_cat, record.species != Species::kDog);
    EXPECT_EQ(has_dog, record.species != Species::kCat);
    EXPECT_EQ(photo.mask.size(), cv::Size(record.width, record.height));
  }
}

TEST_F(BuildDataSet, ComposesEachPairOfDebuggingPhotosOnce) {
  add_cats_and_dogs(80);

  std::set<std::string> origins;
  std::set<std::string> debugging;
  const DataSet data_set = build().data_set;
  for (const PhotoRecord& photo : data_set.of(Split::kDebugging)) {
    if (photo.category == "cats_and_dogs") {
      EXPECT_TRUE(origins.insert(photo.origin).second) << photo.origin;
      EXPECT_EQ(photo.breed, "Bengal+boxer");
    } else {
      debugging.insert(photo.origin);
    }
  }

  EXPECT_EQ(origins.size(), 20U);
  for (const std::string& origin : origins) {
    EXPECT_TRUE(debugging.contains(origin.substr(0, origin.find('+')))) << origin;
  }
}

TEST_F(BuildDataSet, ShrinksPhotosToTheSizeAskedFor) {
  raw_.add("Bengal_1", {64, 48});
  raw_.add("Bengal_2", {30, 40});

  const BuiltDataSet built = build(/*size=*/40);

  const auto& photos = built.data_set.photos;
  ASSERT_EQ(photos.size(), 2U);
  for (const PhotoRecord& photo : photos) {
    const bool was_larger = photo.name() == "Bengal_1";
    EXPECT_EQ(photo.width, was_larger ? 40 : 30);
    EXPECT_EQ(photo.height, was_larger ? 30 : 40);
    EXPECT_NO_THROW(load_photo(raw_.out(), photo));
  }
}

TEST_F(BuildDataSet, GivesTheSameDigestForTheSameContent) {
  add_cats_and_dogs();
  const std::string first = build().data_set.digest;

  EXPECT_EQ(build().data_set.digest, first);
  raw_.add("Bengal_1", {80, 60});
  EXPECT_NE(build().data_set.digest, first);
}

TEST_F(BuildDataSet, SetsUnusablePhotosAsideWithTheReason) {
  raw_.add_breed("Bengal", 6);
  const std::string jpeg = read_file(raw_.path() / "images" / "Bengal_1.jpg");
  raw_.add_photo("Bengal_1", jpeg.substr(0, jpeg.size() / 2));
  raw_.add_photo("Bengal_2", "GIF89a and so on");
  raw_.add_trimap("Bengal_3", cv::Mat(48, 64, CV_8U, cv::Scalar(7)));
  raw_.add_trimap("Bengal_4", RawFolder::trimap({48, 64}));
  write_file(raw_.path() / "annotations" / "trimaps" / "Bengal_5.png", jpeg);

  const BuiltDataSet built = build();

  EXPECT_EQ(built.data_set.photos.size(), 1U);
  ASSERT_EQ(built.rejected.size(), 5U);
  EXPECT_EQ(built.rejected[0].file, "images/Bengal_1.jpg");
  EXPECT_THAT(built.rejected[0].reason, testing::StartsWith("a truncated JPEG"));
  EXPECT_THAT(built.rejected[1].reason, HasSubstr("a GIF"));
  EXPECT_THAT(built.rejected[2].reason, AllOf(HasSubstr("Bengal_3.png"), HasSubstr("values 7")));
  EXPECT_THAT(built.rejected[3].reason, AllOf(HasSubstr("64 x 48"), HasSubstr("48 x 64")));
  EXPECT_THAT(built.rejected[4].reason, HasSubstr("expected a mask as a PNG"));
  EXPECT_THAT(read_file(raw_.out() / "rejected.jsonl"), HasSubstr("images/Bengal_2.jpg"));
}

TEST_F(BuildDataSet, FailsWhenNoPhotoIsUsable) {
  raw_.add("Bengal_1");
  raw_.add_photo("Bengal_1", "no image");

  EXPECT_ERROR(build(), DataError, AllOf(HasSubstr("none of its 1 photos"), HasSubstr("Bengal_1")));
  EXPECT_FALSE(fs::exists(raw_.out()));
}

TEST_F(BuildDataSet, LeavesTheEarlierDataSetWhenItFails) {
  add_cats_and_dogs(4);
  const std::string digest = build().data_set.digest;
  for (const RawPhoto& photo : read_oxford(raw_.path()).photos) {
    write_file(raw_.path() / photo.image, "no image");
  }

  EXPECT_THROW(build(), DataError);

  EXPECT_EQ(read_data_set(raw_.out()).digest, digest);
  for (const auto& entry : fs::directory_iterator(raw_.out().parent_path())) {
    EXPECT_THAT(entry.path().string(), testing::Not(testing::EndsWith(".partial")));
  }
}

TEST_F(BuildDataSet, ReplacesOnlyADataSet) {
  raw_.add("Bengal_1");
  write_file(raw_.out() / "thesis.txt", "years of work");

  EXPECT_ERROR(build(), ConfigError, HasSubstr("holds something else than a data set"));
  EXPECT_TRUE(fs::exists(raw_.out() / "thesis.txt"));
}

TEST_F(BuildDataSet, TakesNoFolderForADataSetByOneFileAlone) {
  raw_.add("Bengal_1");
  write_file(raw_.out() / "manifest.jsonl", "of another program");

  EXPECT_ERROR(build(), ConfigError, HasSubstr("holds something else than a data set"));
}

TEST_F(BuildDataSet, SaysThatAFolderCannotBeWritten) {
  raw_.add("Bengal_1");
  write_file(raw_.beside("file"), "not a folder");
  const RawSource source = read_oxford(raw_.path());
  BuildOptions options;
  options.out = raw_.beside("file") / "out";

  EXPECT_ERROR(build_data_set(source, plan_split(source.photos, {}), options), IoError,
               HasSubstr("cannot make this folder"));
}

TEST_F(BuildDataSet, NamesUsablePhotosThatThePlanForgets) {
  raw_.add_breed("Bengal", 3);
  raw_.add_photo("Bengal_3", "no image, so that nobody misses it");
  const RawSource source = read_oxford(raw_.path());
  BuildOptions options;
  options.out = raw_.out();

  EXPECT_ERROR(build_data_set(source, {{"Bengal_1", Split::kTrain}}, options), ConfigError,
               AllOf(HasSubstr("1 photos are in no split"), HasSubstr("Bengal_2")));
}

}  // namespace
}  // namespace petseg
