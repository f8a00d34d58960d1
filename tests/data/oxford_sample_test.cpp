// The quirks of real photos: a sample of the Oxford-IIIT Pet data set, where it is at hand.

#include <cstdlib>
#include <iostream>

#include "petseg/data/data_set_builder.h"
#include "petseg/data/labelled_photo.h"
#include "petseg/sources/oxford.h"

#include "sources/raw_folder.h"
#include "support/expect_error.h"

namespace fs = std::filesystem;
using testing::HasSubstr;

namespace petseg {
namespace {

class OxfordSample : public testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("PETSEG_SHARED_DATA");
    if (shared == nullptr) {
      GTEST_SKIP() << "PETSEG_SHARED_DATA is not set: THE REAL PHOTOS ARE NOT TESTED";
    }
    folder_ = fs::path(shared) / "oxford-pets-sample";
  }

  fs::path folder_;
  TempDir dir_;
};

TEST_F(OxfordSample, IsReadWithItsQuirks) {
  const RawSource source = read_oxford(folder_);

  EXPECT_EQ(source.photos.size(), 647U);
  EXPECT_TRUE(source.rejected.empty());
  const auto unlisted =
      std::find_if(source.photos.begin(), source.photos.end(),
                   [](const auto& photo) { return photo.name == "Abyssinian_82"; });
  ASSERT_NE(unlisted, source.photos.end());
  EXPECT_EQ(unlisted->species, Species::kCat);
}

TEST_F(OxfordSample, BecomesADataSet) {
  RawSource source = read_oxford(folder_);
  std::erase_if(source.photos, [](const RawPhoto& photo) {  // a fifth of it is enough for a test
    const bool is_quirk = photo.name == "Abyssinian_5" || photo.name == "Abyssinian_34";
    return !is_quirk && !photo.name.ends_with('1') && !photo.name.ends_with('2');
  });
  BuildOptions options;
  options.out = dir_.path() / "out";

  const BuiltDataSet built = build_data_set({{"oxford", source, {}}}, options);

  ASSERT_EQ(built.rejected.size(), 1U);
  EXPECT_EQ(built.rejected[0].file.file, "images/Abyssinian_34.jpg");
  EXPECT_THAT(built.rejected[0].file.reason, HasSubstr("GIF"));
  for (const PhotoRecord& photo : built.data_set.photos) {
    EXPECT_NO_THROW(load_photo(options.out, photo)) << photo.name();
    if (photo.name() == "Abyssinian_5") {  // is a PNG
      EXPECT_EQ(sniff_format(read_file(options.out / photo.image)), ImageFormat::kJpeg);
    }
  }
}

}  // namespace
}  // namespace petseg
