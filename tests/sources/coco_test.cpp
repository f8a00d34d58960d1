#include "petseg/sources/coco.h"

#include <opencv2/core.hpp>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// Photos are only listed, so any bytes will do for them.
class CocoFolder {
 public:
  CocoFolder() { make_folder(path()); }

  fs::path path() const { return dir_.path() / "coco"; }
  void add(const std::string& file, const std::string& bytes = "any") const {
    write_file(path() / file, bytes);
  }
  /// Lists photos of 4 x 4 pixels; each shows a cat on its left half.
  void list(const std::vector<std::string>& file_names,
            const std::string& json = "annotations.json") const {
    std::string images, annotations;
    for (std::size_t i = 0; i < file_names.size(); ++i) {
      const std::string id = std::to_string(i);
      const std::string comma = i == 0 ? "" : ",";
      images += comma + R"({"id":)" + id + R"(,"width":4,"height":4,"file_name":")" +
                file_names[i] + "\"}";
      annotations += comma + R"({"id":)" + id + R"(,"image_id":)" + id +
                     R"(,"category_id":1,"segmentation":[[0,0,2,0,2,4,0,4]]})";
    }
    add(json, R"({"images":[)" + images + R"(],"annotations":[)" + annotations +
                  R"(],"categories":[{"id":1,"name":"cat"}]})");
  }
  RawSource read() const { return read_coco({.folder = path()}); }

 private:
  TempDir dir_;
};

TEST(ReadCoco, ListsPhotosInOrderOfTheirNames) {
  const CocoFolder raw;
  raw.add("b.jpg");
  raw.add("more/a.jpg");
  raw.list({"b.jpg", "more/a.jpg"});

  const RawSource source = raw.read();

  EXPECT_EQ(source.kind, "coco");
  ASSERT_EQ(source.photos.size(), 2U);
  EXPECT_EQ(source.photos[0].name, "a");
  EXPECT_EQ(source.photos[0].image, "more/a.jpg");
  EXPECT_EQ(source.photos[0].condition, "more");
  EXPECT_EQ(source.photos[0].truth_file, "");
  EXPECT_EQ(source.photos[0].species, std::nullopt);
  EXPECT_EQ(source.photos[1].name, "b");
  EXPECT_EQ(source.photos[1].condition, "");
  EXPECT_TRUE(source.rejected.empty());
  const RawPhoto& photo = source.photos[0];
  const cv::Mat mask = source.truth->mask(photo, photo.annotation, {4, 4});
  EXPECT_EQ(cv::countNonZero(mask.colRange(0, 2) == kCat), 8);
  EXPECT_EQ(cv::countNonZero(mask), 8);
}

TEST(ReadCoco, FindsPhotosInTheUsualFolders) {
  const CocoFolder raw;
  raw.add("images/a.jpg");
  raw.add("train2017/b.jpg");
  raw.add("c.jpg");
  raw.list({"a.jpg", "b.jpg", "c.jpg"}, "annotations/instances_train2017.json");

  const RawSource source = raw.read();

  ASSERT_EQ(source.photos.size(), 3U);
  EXPECT_EQ(source.photos[0].image, "images/a.jpg");
  EXPECT_EQ(source.photos[1].image, "train2017/b.jpg");
  EXPECT_EQ(source.photos[2].image, "c.jpg");
}

TEST(ReadCoco, LooksOnlyWhereItIsTold) {
  const CocoFolder raw;
  raw.add("a.jpg");
  raw.add("mine/b.jpg");
  raw.list({"a.jpg", "b.jpg"});

  const RawSource source = read_coco({.folder = raw.path(), .images = "mine"});

  ASSERT_EQ(source.photos.size(), 1U);
  EXPECT_EQ(source.photos[0].image, "mine/b.jpg");
  ASSERT_EQ(source.rejected.size(), 1U);
  EXPECT_EQ(source.rejected[0].file, "a.jpg");
  EXPECT_THAT(source.rejected[0].reason,
              AllOf(StartsWith("annotations.json: "), HasSubstr("not found in"), HasSubstr("mine"),
                    HasSubstr("put it there")));
}

TEST(ReadCoco, RejectsWhatCannotBeUsed) {
  const CocoFolder raw;
  raw.add("images/a.jpg");
  raw.add("train/a.jpg");
  raw.add("../outside.jpg");
  raw.list({"images/a.jpg", "train/a.jpg", "../outside.jpg"});

  const RawSource source = raw.read();

  EXPECT_EQ(source.photos.size(), 1U);
  ASSERT_EQ(source.rejected.size(), 2U);
  EXPECT_EQ(source.rejected[0].file, "annotations.json");
  EXPECT_THAT(source.rejected[0].reason,
              AllOf(StartsWith("image 2: "), HasSubstr("leads out of the folder")));
  EXPECT_EQ(source.rejected[1].file, "train/a.jpg");
  EXPECT_THAT(source.rejected[1].reason, HasSubstr("second photo of the name of images/a.jpg"));
}

TEST(ReadCoco, TakesTheFolderOfAFileNameAsTheCondition) {
  const CocoFolder raw;
  raw.add("images/dark/a.jpg");
  raw.add("images/light/a.jpg");
  raw.add("images/b.jpg");
  raw.list({"dark/a.jpg", "images/light/a.jpg", "images/b.jpg"});

  const RawSource source = raw.read();

  ASSERT_EQ(source.photos.size(), 3U);
  EXPECT_EQ(source.photos[0].name, "a");
  EXPECT_EQ(source.photos[0].condition, "dark");
  EXPECT_EQ(source.photos[1].name, "b");
  EXPECT_EQ(source.photos[1].condition, "");
  EXPECT_EQ(source.photos[2].name, "light_a");
  EXPECT_EQ(source.photos[2].condition, "light");
}

TEST(ReadCoco, RejectsOneFileThatIsListedTwice) {
  const CocoFolder raw;
  raw.add("dark/a.jpg");
  raw.list({"dark/a.jpg", "dark/a.jpg"});

  const RawSource source = raw.read();

  EXPECT_EQ(source.photos.size(), 1U);
  ASSERT_EQ(source.rejected.size(), 1U);
  EXPECT_THAT(source.rejected[0].reason, HasSubstr("second photo of the name of dark/a.jpg"));
}

TEST(ReadCoco, AsksWhichFileIsMeant) {
  const CocoFolder raw;
  raw.add("a.jpg");
  EXPECT_ERROR(raw.read(), DataError, HasSubstr("no *.json"));
  raw.list({"a.jpg"}, "train.json");
  raw.list({"a.jpg"}, "annotations/val.json");

  EXPECT_ERROR(raw.read(), ConfigError, HasSubstr("(annotations/val.json, train.json)"));
  EXPECT_EQ(
      read_coco({.folder = raw.path(), .annotations = raw.path() / "train.json"}).photos.size(),
      1U);
  EXPECT_ERROR(read_coco({.folder = raw.path(), .annotations = raw.path() / "none.json"}), IoError,
               HasSubstr("none.json: cannot read"));
  EXPECT_ERROR(read_coco({.folder = raw.path(), .annotations = raw.path()}), IoError,
               HasSubstr("cannot read"));
}

TEST(ReadCoco, SaysWhyNoPhotoIsLeft) {
  const CocoFolder raw;
  raw.list({});
  EXPECT_ERROR(raw.read(), DataError, HasSubstr("none has an annotation"));
  raw.list({"absent.jpg"});
  EXPECT_ERROR(raw.read(), DataError, AllOf(HasSubstr("absent.jpg"), HasSubstr("not found")));
}

}  // namespace
}  // namespace petseg
