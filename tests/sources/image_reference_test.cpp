#include "sources/label_studio/image_reference.h"

#include <filesystem>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace petseg {
namespace {

std::vector<std::string> parts(std::string_view text) { return ImageReference::parse(text).parts; }

/// A folder `top` of photos, and a photo beside it that must not be found.
class PhotoFolder {
 public:
  PhotoFolder() { write_file(dir_.path() / "secret.jpg", "not yours"); }
  fs::path path() const { return dir_.path() / "top"; }
  void add(const std::string& file) const { write_file(path() / file, "a photo"); }

  /// The file that is found; empty for none.
  std::string find(std::string_view reference) const {
    return ImageFinder(path())
        .find(ImageReference::parse(reference))
        .file.value_or(fs::path())
        .string();
  }

 private:
  TempDir dir_;
};

TEST(ImageReference, TakesEachKindApart) {
  EXPECT_THAT(parts("https://host:80/a/b%20c.jpg?v=1#x"), ElementsAre("a", "b c.jpg"));
  EXPECT_THAT(parts("/data/upload/3/1a2b3c4d-b.jpg"),
              ElementsAre("data", "upload", "3", "1a2b3c4d-b.jpg"));
  EXPECT_THAT(parts("/data/local-files/?d=dark%2Fmy%20cat%C3%A9.jpg&x=1"),
              ElementsAre("dark", "my caté.jpg"));
  EXPECT_THAT(parts("http://localhost:8080/data/local-files/?x=d&d=C%3A%5Cdark%5Ca.jpg"),
              ElementsAre("C:", "dark", "a.jpg"));
  EXPECT_THAT(parts("s3://bucket/dark/50%25.jpg"), ElementsAre("dark", "50%25.jpg"));
  EXPECT_THAT(parts("gs://bucket/a.jpg"), ElementsAre("a.jpg"));
  EXPECT_THAT(parts("./dark//what?.jpg"), ElementsAre("dark", "what?.jpg"));
  EXPECT_THAT(parts("100%.jpg"), ElementsAre("100%.jpg"));
}

TEST(ImageReference, HasNoPartsWhereItNamesNothing) {
  EXPECT_THAT(parts(""), ElementsAre());
  EXPECT_THAT(parts("https://host"), ElementsAre());
  EXPECT_THAT(parts("/data/local-files/"), ElementsAre());
  EXPECT_THAT(parts("/data/local-files/?d="), ElementsAre());
  EXPECT_THAT(parts("/data/local-files/?d=a%00b.jpg"), ElementsAre());
  EXPECT_THAT(parts(std::string(5000, 'a')), ElementsAre());
  EXPECT_EQ(ImageReference::parse("").stem(), "");
}

TEST(ImageReference, NamesTheConditionByTheParentFolder) {
  const auto condition = [](std::string_view text) {
    return ImageReference::parse(text).condition("top");
  };
  EXPECT_EQ(condition("https://host/raw/dark/a.jpg"), "dark");
  EXPECT_EQ(condition("/data/local-files/?d=new_data/noisy/a.jpg"), "noisy");
  EXPECT_EQ(condition("s3://bucket/dark/a.jpg"), "dark");
  EXPECT_EQ(condition("s3://bucket/a.jpg"), "");
  EXPECT_EQ(condition("/data/local-files/?d=raw/top/a.jpg"), "");
  EXPECT_EQ(condition("/data/upload/3/1a2b3c4d-b.jpg"), "");
  EXPECT_EQ(condition("https://host/label-studio/data/upload/3/b.jpg"), "");
  EXPECT_EQ(condition("a.jpg"), "");
}

TEST(ImageFinder, TakesTheLongestEndOfThePath) {
  const PhotoFolder folder;
  folder.add("a.jpg");
  folder.add("dark/a.jpg");

  EXPECT_EQ(folder.find("https://host/raw/dark/a.jpg"), "dark/a.jpg");
  EXPECT_EQ(folder.find("https://host/raw/light/a.jpg"), "a.jpg");
  EXPECT_EQ(folder.find("/data/local-files/?d=dark%2Fa.jpg"), "dark/a.jpg");
  EXPECT_EQ(folder.find((folder.path() / "dark" / "a.jpg").string()), "dark/a.jpg");
  EXPECT_EQ(folder.find("dark"), "");  // a folder
}

TEST(ImageFinder, DropsTheDigitsOfUploads) {
  const PhotoFolder folder;
  folder.add("cat-1.jpg");
  folder.add("3/0badc0de-dog.jpg");
  folder.add("dog.jpg");

  EXPECT_EQ(folder.find("/data/upload/3/1a2B3c4d-cat-1.jpg"), "cat-1.jpg");
  EXPECT_EQ(folder.find("/data/upload/3/0badc0de-dog.jpg"), "3/0badc0de-dog.jpg");
  EXPECT_EQ(folder.find("/data/upload/3/1a2b3c4-cat-1.jpg"), "");
  EXPECT_EQ(folder.find("/data/upload/3/1a2b3c4g-cat-1.jpg"), "");
}

TEST(ImageFinder, KnowsTheNamesThatUploadsAreGiven) {
  const PhotoFolder folder;
  folder.add("dark/my cat (1).jpg");
  folder.add("dark/dög.jpg");
  folder.add("a/twice.jpg");
  folder.add("b/twice.jpg");

  EXPECT_EQ(folder.find("/data/upload/3/1a2b3c4d-my_cat_1.jpg"), "dark/my cat (1).jpg");
  EXPECT_EQ(folder.find("/data/upload/3/1a2b3c4d-d%C3%B6g.jpg"), "dark/dög.jpg");
  EXPECT_EQ(folder.find("s3://bucket/1a2b3c4d-my_cat_1.jpg"), "");
  EXPECT_ERROR(folder.find("/data/upload/3/1a2b3c4d-twice.jpg"), DataError,
               AllOf(HasSubstr("a/twice.jpg"), HasSubstr("b/twice.jpg")));
}

TEST(ImageFinder, NeverLeavesTheFolder) {
  const PhotoFolder folder;
  folder.add("dark/a.jpg");
  const std::string secret = (folder.path().parent_path() / "secret.jpg").string();

  for (const std::string& reference :
       {std::string("../secret.jpg"), std::string("dark/../../secret.jpg"), secret,
        std::string("..\\secret.jpg"), std::string("/data/local-files/?d=..%2Fsecret.jpg"),
        std::string("/data/upload/1/1a2b3c4d-../secret.jpg"),
        std::string("https://host/%2e%2e/secret.jpg"), std::string("1a2b3c4d-..")}) {
    EXPECT_EQ(folder.find(reference), "") << reference;
  }
}

TEST(ImageFinder, FollowsLinksWithinTheFolder) {
  const PhotoFolder folder;
  folder.add("dark/a.jpg");
  fs::create_symlink(folder.path().parent_path() / "secret.jpg", folder.path() / "link.jpg");

  EXPECT_EQ(folder.find("link.jpg"), "link.jpg");
}

TEST(LooksLikeImage, KnowsEndingsAndReferencesOfLabelStudio) {
  EXPECT_TRUE(looks_like_image("a.JPG"));
  EXPECT_TRUE(looks_like_image("https://host/a.webp?size=3"));
  EXPECT_TRUE(looks_like_image("/data/local-files/?d=a"));
  EXPECT_FALSE(looks_like_image("a cat"));
  EXPECT_FALSE(looks_like_image("2024-05-01T10:00:00.5Z"));
}

}  // namespace
}  // namespace petseg
