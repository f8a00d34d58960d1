#include "data/made_photos.h"

#include <map>

#include <gtest/gtest.h>

#include "petseg/image/decode.h"

#include "data/animal_photos.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

class MakePhotos : public testing::Test {
 protected:
  void add(const std::string& name, Species species, const LabelledPhoto& photo) {
    PreparedPhoto prepared{.name = name};
    PhotoRecord& record = prepared.record;
    record.split = Split::kDebugging;
    record.species = species;
    record.origin = record.key = name;
    record.image = name + ".jpg";
    record.mask = name + ".png";
    folder_.write(record.image, encode_jpeg(photo.image));
    folder_.write(record.mask, encode_png(photo.mask));
    photos_.push_back(prepared);
  }
  void add_many(int count) {
    for (int i = 0; i < count; ++i) {
      add("cat" + std::to_string(i), Species::kCat, cat_photo());
      add("dog" + std::to_string(i), Species::kDog, dog_photo());
    }
  }
  std::vector<PreparedPhoto> make(const std::string& fill, int count) {
    return make_photos(photos_, {{.name = "wanted", .fill = fill, .photos = count}}, 1, earlier_,
                       folder_);
  }
  /// How often each photo is the one that others are put into, or on.
  static std::map<std::string, int> hosts(const std::vector<PreparedPhoto>& made) {
    std::map<std::string, int> counts;
    for (const PreparedPhoto& photo : made) ++counts[photo.name.substr(photo.name.rfind('_') + 1)];
    return counts;
  }
  static std::size_t with_species(const std::vector<PreparedPhoto>& made, const std::string& word) {
    return static_cast<std::size_t>(std::ranges::count_if(
        made, [&](const PreparedPhoto& photo) { return photo.name.starts_with(word); }));
  }

  TempDir dir_;
  AtomicFolder folder_{dir_.path() / "out"};
  EarlierDataSet earlier_{dir_.path() / "none"};
  std::vector<PreparedPhoto> photos_;
};

TEST_F(MakePhotos, PutsAsManyDogsToCatsAsCatsToDogs) {
  add_many(8);

  const auto made = make("composite", 10);

  ASSERT_EQ(made.size(), 10U);
  EXPECT_EQ(with_species(made, "dog"), 5U);
  EXPECT_EQ(hosts(made).size(), 10U);
}

TEST_F(MakePhotos, FillsUpWithTheOtherDirectionWhereOneGivesTooFew) {
  for (int i = 0; i < 6; ++i) {
    add("cat" + std::to_string(i), Species::kCat, cat_photo());
    LabelledPhoto cut = animal_photo(kDog, {300, 200}, {20, -60, 120, 240});
    add("dog" + std::to_string(i), Species::kDog, cut);
  }

  const auto made = make("composite", 6);

  EXPECT_EQ(made.size(), 6U);
  EXPECT_EQ(with_species(made, "dog"), 0U);
}

TEST_F(MakePhotos, UsesEachGroundOnceBeforeAnyAgain) {
  for (const char* name : {"cat1", "cat2", "cat3"}) add(name, Species::kCat, cat_photo());
  for (const char* name : {"wide1", "wide2", "wide3"}) {
    add(name, Species::kDog, animal_photo(kDog, {400, 240}, {20, 110, 70, 100}));
  }

  const auto made = make("tiny", 8);

  ASSERT_EQ(made.size(), 8U);
  const auto grounds = hosts(made);
  EXPECT_EQ(grounds.size(), 3U);
  for (const auto& [name, count] : grounds) EXPECT_LE(count, 3) << name;
}

TEST_F(MakePhotos, MakesEachPairOnce) {
  add_many(2);

  const auto made = make("composite", 100);

  std::set<std::string> names;
  for (const PreparedPhoto& photo : made) names.insert(photo.name);
  EXPECT_EQ(names.size(), made.size());
  EXPECT_LE(made.size(), 8U);
  EXPECT_GE(made.size(), 4U);
}

TEST_F(MakePhotos, ReadsOnlyThePhotosThatAreUsed) {
  add_many(4);
  for (const PreparedPhoto& photo : photos_) {
    if (photo.record.species == Species::kDog)
      std::filesystem::remove(folder_.path() / photo.record.image);
  }

  EXPECT_EQ(make("contrast", 1).size(), 1U);  // the first is a cat
}

}  // namespace
}  // namespace petseg
