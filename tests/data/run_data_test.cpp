#include "petseg/data/run_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace petseg {
namespace {

using Counts = std::map<std::string, std::int64_t>;

PhotoRecord photo(Split split, Species species, const std::string& breed,
                  const std::string& sha256) {
  return {.species = species, .breed = breed, .split = split, .sha256 = sha256};
}

DataSet data_set() {
  return {.folder = "data/pets",
          .photos = {photo(Split::kTrain, Species::kCat, "Bengal", "a"),
                     photo(Split::kTrain, Species::kDog, "boxer", "b"),
                     photo(Split::kTrain, Species::kDog, "boxer", "c"),
                     photo(Split::kTest, Species::kCat, "", "d"),
                     photo(Split::kDebugging, Species::kCat, "Bengal", "e")},
          .digest = "0123"};
}

TEST(RunData, CountsThePhotosOfEachSplitThatHasSome) {
  const RunData data = run_data(data_set());
  EXPECT_EQ(data.folder, "data/pets");
  EXPECT_EQ(data.digest, "0123");
  ASSERT_EQ(data.splits.size(), 2U);
  EXPECT_EQ(data.splits[0].name, "train");
  EXPECT_EQ(data.splits[0].photos, 3);
  EXPECT_EQ(data.splits[0].by_species, (Counts{{"cat", 1}, {"dog", 2}}));
  EXPECT_EQ(data.splits[0].by_breed, (Counts{{"Bengal", 1}, {"boxer", 2}}));
  EXPECT_EQ(data.splits[1].name, "test");
  EXPECT_EQ(data.splits[1].by_breed, Counts{});
}

TEST(RunData, ADigestIsThatOfTheSplitsOwnPhotos) {
  DataSet data = data_set();
  const RunData before = run_data(data);
  data.photos[3].sha256 = "another test photo";
  const RunData after = run_data(data);
  EXPECT_EQ(before.splits[0].digest, after.splits[0].digest);
  EXPECT_NE(before.splits[1].digest, after.splits[1].digest);
}

}  // namespace
}  // namespace petseg
