#include "petseg/data/debugging_set.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using testing::ElementsAre;
using testing::IsEmpty;

namespace petseg {
namespace {

class DebuggingSet : public testing::Test {
 protected:
  PhotoRecord& add(Split split, Species species = Species::kCat) {
    PhotoRecord record;
    record.split = split;
    record.species = species;
    record.properties.luminance = 0.5;
    records_.push_back(record);
    return records_.back();
  }
  void add_many(int count, Split split, Species species = Species::kCat, double luminance = 0.5) {
    for (int i = 0; i < count; ++i) add(split, species).properties.luminance = luminance;
  }
  void choose(const std::vector<CategoryRule>& rules, bool movable = true, int seed = 1) {
    std::vector<PhotoRecord*> pointers;
    for (PhotoRecord& record : records_) pointers.push_back(&record);
    choose_debugging_photos(pointers, std::vector<bool>(records_.size(), movable), rules, seed);
  }
  long in_category(const std::string& name) const {
    return std::ranges::count_if(records_, [&](const PhotoRecord& record) {
      return std::ranges::find(record.categories, name) != record.categories.end();
    });
  }
  long in_split(Split split) const {
    return std::ranges::count(records_, split, &PhotoRecord::split);
  }

  const CategoryRule cats_{.name = "cats", .species = "cat", .photos = 10};
  const CategoryRule dark_{.name = "dark", .where = {{"luminance", "< 0.25"}}, .photos = 10};
  std::vector<PhotoRecord> records_;
};

TEST_F(DebuggingSet, TakesAsManyAsWantedAndReturnsTheRestToTraining) {
  add_many(30, Split::kDebugging);

  choose({cats_});

  EXPECT_EQ(in_category("cats"), 10);
  EXPECT_EQ(in_split(Split::kDebugging), 10);
  EXPECT_EQ(in_split(Split::kTrain), 20);
}

TEST_F(DebuggingSet, TakesRarePhotosFirstAndCountsThemForCommonCategoriesToo) {
  add_many(30, Split::kDebugging);
  add_many(4, Split::kDebugging, Species::kCat, 0.1);

  choose({cats_, dark_});

  EXPECT_EQ(in_category("dark"), 4);
  EXPECT_EQ(in_category("cats"), 10);
  EXPECT_EQ(in_split(Split::kDebugging), 10);
  EXPECT_THAT(records_.back().categories, ElementsAre("cats", "dark"));
}

TEST_F(DebuggingSet, MovesAtMostHalfOfTheRareTrainingPhotos) {
  add_many(7, Split::kTrain, Species::kCat, 0.1);
  add_many(5, Split::kTest, Species::kCat, 0.1);

  choose({dark_});

  EXPECT_EQ(in_category("dark"), 3);
  EXPECT_EQ(in_split(Split::kTrain), 4);
  EXPECT_EQ(in_split(Split::kTest), 5);
}

TEST_F(DebuggingSet, LeavesAPinnedSplitAsItIs) {
  add_many(30, Split::kDebugging);
  add_many(2, Split::kDebugging, Species::kDog);
  add_many(7, Split::kTrain, Species::kCat, 0.1);

  choose({cats_, dark_}, /*movable=*/false);

  EXPECT_EQ(in_category("cats"), 30);
  EXPECT_EQ(in_category("dark"), 0);
  EXPECT_EQ(in_category("other"), 2);
  EXPECT_EQ(in_split(Split::kTrain), 7);
}

TEST_F(DebuggingSet, MakesCategoriesOfConditions) {
  add(Split::kDebugging).condition = "forest";
  add(Split::kDebugging).condition = "dark";

  choose({cats_, dark_}, /*movable=*/false);

  EXPECT_THAT(records_[0].categories, ElementsAre("cats", "forest"));
  EXPECT_THAT(records_[1].categories, ElementsAre("cats", "dark"));
}

TEST_F(DebuggingSet, IsTheSameForTheSameSeed) {
  add_many(30, Split::kDebugging);
  const auto fresh = records_;
  const auto chosen = [&](int seed) {
    records_ = fresh;
    choose({cats_}, true, seed);
    std::vector<bool> taken;
    for (const PhotoRecord& record : records_) taken.push_back(!record.categories.empty());
    return taken;
  };

  EXPECT_EQ(chosen(1), chosen(1));
  EXPECT_NE(chosen(1), chosen(2));
}

TEST_F(DebuggingSet, CanBeEmpty) {
  add_many(3, Split::kTrain);

  choose({dark_});

  EXPECT_THAT(records_[0].categories, IsEmpty());
}

}  // namespace
}  // namespace petseg
