#include "petseg/data/split.h"

#include <algorithm>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

std::vector<RawPhoto> photos(const std::string& breed, int count, Species species) {
  std::vector<RawPhoto> made;
  for (int i = 1; i <= count; ++i) {
    RawPhoto photo;
    photo.name = breed + "_" + std::to_string(i);
    photo.breed = breed;
    photo.species = species;
    made.push_back(photo);
  }
  return made;
}

std::vector<RawPhoto> cats_and_dogs(int cats, int dogs) {
  auto all = photos("Bengal", cats, Species::kCat);
  const auto others = photos("boxer", dogs, Species::kDog);
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

SplitOptions with_seed(int seed) {
  SplitOptions options;
  options.seed = seed;
  return options;
}

SplitOptions with_held_out(const std::string& breed) {
  SplitOptions options;
  options.holdout_breeds = {breed};
  return options;
}

/// How many photos whose name begins so are in a split.
long count(const SplitPlan& plan, const std::string& prefix, Split split) {
  return std::count_if(plan.begin(), plan.end(), [&](const auto& item) {
    return item.first.starts_with(prefix) && item.second == split;
  });
}

TEST(PlanSplit, GivesEachSpeciesItsShares) {
  const SplitPlan plan = plan_split(cats_and_dogs(400, 1000), {});

  EXPECT_EQ(plan.size(), 1400U);
  EXPECT_EQ(count(plan, "Bengal", Split::kTrain), 280);
  EXPECT_EQ(count(plan, "Bengal", Split::kValid), 32);
  EXPECT_EQ(count(plan, "Bengal", Split::kTest), 60);
  EXPECT_EQ(count(plan, "Bengal", Split::kDebugging), 28);
  EXPECT_EQ(count(plan, "boxer", Split::kDebugging), 70);
}

TEST(PlanSplit, DependsOnNamesAndSeedAlone) {
  auto shuffled = cats_and_dogs(50, 50);
  std::reverse(shuffled.begin(), shuffled.end());

  EXPECT_EQ(plan_split(cats_and_dogs(50, 50), {}), plan_split(shuffled, {}));
  EXPECT_NE(plan_split(shuffled, with_seed(1)), plan_split(shuffled, with_seed(2)));
}

TEST(PlanSplit, LeavesOneSpeciesAloneWhenTheOtherGrows) {
  const SplitPlan few = plan_split(cats_and_dogs(50, 50), {});
  const SplitPlan more = plan_split(cats_and_dogs(50, 80), {});

  for (const auto& [name, split] : few) {
    if (name.starts_with("boxer")) continue;
    EXPECT_EQ(more.at(name), split) << name;
  }
}

TEST(PlanSplit, RaisesTheDebuggingPhotosToTwenty) {
  const SplitPlan plan = plan_split(cats_and_dogs(100, 40), {});

  EXPECT_EQ(count(plan, "Bengal", Split::kDebugging), 20);
  EXPECT_EQ(count(plan, "Bengal", Split::kTrain), 57);
  EXPECT_EQ(count(plan, "Bengal", Split::kTest), 15);
  EXPECT_EQ(count(plan, "boxer", Split::kDebugging), 10);  // a quarter of them
}

TEST(PlanSplit, MakesNoDebuggingPhotosWhenNoneAreWanted) {
  SplitOptions options;
  options.ratios = {0.8, 0.1, 0.1, 0.0};
  const SplitPlan plan = plan_split(cats_and_dogs(100, 100), options);

  EXPECT_EQ(count(plan, "", Split::kDebugging), 0);
}

TEST(PlanSplit, PutsHeldOutBreedsIntoTheTestSet) {
  auto all = cats_and_dogs(40, 40);
  const auto birmans = photos("Birman", 7, Species::kCat);
  all.insert(all.end(), birmans.begin(), birmans.end());

  const SplitPlan plan = plan_split(all, with_held_out("Birman"));

  EXPECT_EQ(count(plan, "Birman", Split::kTest), 7);
}

TEST(PlanSplit, RejectsAnUnknownBreed) {
  EXPECT_ERROR(plan_split(cats_and_dogs(4, 4), with_held_out("Bengall")), ConfigError,
               AllOf(HasSubstr("\"Bengall\""), HasSubstr("did you mean \"Bengal\"")));
}

TEST(PlanSplit, CopesWithVeryFewPhotos) {
  EXPECT_EQ(plan_split(cats_and_dogs(1, 2), {}).size(), 3U);
}

TEST(CheckRatios, WantsSharesThatSumToOne) {
  EXPECT_NO_THROW(check_ratios({}, "--split"));
  EXPECT_ERROR(check_ratios({0.7, 0.1, 0.1, 0.2}, "--split"), ConfigError,
               AllOf(HasSubstr("--split"), HasSubstr("sum to 1.1")));
  EXPECT_ERROR(check_ratios({1.2, -0.2, 0, 0}, "--split"), ConfigError,
               HasSubstr("1.2 is not a share"));
}

class SplitFile {
 public:
  explicit SplitFile(const std::string& text) { write_file(path(), text); }
  std::filesystem::path path() const { return dir_.path() / "split.json"; }

 private:
  TempDir dir_;
};

TEST(ReadSplitFile, ReadsNames) {
  const SplitFile file(R"({"split": {"train": ["a", "b"], "debugging": ["c"]}, "note": "any"})");

  const SplitPlan plan = read_split_file(file.path());

  EXPECT_EQ(plan,
            (SplitPlan{{"a", Split::kTrain}, {"b", Split::kTrain}, {"c", Split::kDebugging}}));
}

TEST(ReadSplitFile, SaysWhatIsWrong) {
  const auto fails_with = [](const std::string& text, const std::string& message) {
    const SplitFile file(text);
    EXPECT_ERROR(read_split_file(file.path()), ConfigError,
                 AllOf(HasSubstr("split.json"), HasSubstr(message)));
  };
  fails_with(R"({"splits": {}})", "no object /split");
  fails_with(R"({"split": {"training": []}})", "unknown split /split/training");
  fails_with(R"({"split": {"train": "a"}})", "/split/train is a string");
  fails_with(R"({"split": {"train": [1]}})", "/split/train holds 1");
  fails_with(R"({"split": {"train": ["a"], "test": ["a"]}})", "\"a\" stands twice");
  fails_with("{", "not JSON");
}

}  // namespace
}  // namespace petseg
