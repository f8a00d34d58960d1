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

using Candidates = std::vector<SplitCandidate>;

/// Each in a group of its own once `plan` numbers them.
Candidates photos(const std::string& breed, int count, Species species) {
  Candidates made;
  for (int i = 1; i <= count; ++i) {
    made.push_back({breed + "_" + std::to_string(i), breed, species});
  }
  return made;
}

Candidates operator+(Candidates all, const Candidates& others) {
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

Candidates cats_and_dogs(int cats, int dogs) {
  return photos("Bengal", cats, Species::kCat) + photos("boxer", dogs, Species::kDog);
}

/// The splits by name, of photos without near-duplicates.
PinnedSplit plan(Candidates candidates, const SplitOptions& options = {}) {
  for (std::size_t i = 0; i < candidates.size(); ++i) candidates[i].group = i;
  const auto splits = plan_split(candidates, options);
  PinnedSplit by_name;
  for (std::size_t i = 0; i < candidates.size(); ++i) by_name[candidates[i].name] = splits[i];
  return by_name;
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
long count(const PinnedSplit& splits, const std::string& prefix, Split split) {
  return std::count_if(splits.begin(), splits.end(), [&](const auto& item) {
    return item.first.starts_with(prefix) && item.second == split;
  });
}

TEST(PlanSplit, GivesEachSpeciesItsShares) {
  const PinnedSplit splits = plan(cats_and_dogs(600, 1000));

  EXPECT_EQ(splits.size(), 1600U);
  EXPECT_EQ(count(splits, "Bengal", Split::kTrain), 420);
  EXPECT_EQ(count(splits, "Bengal", Split::kValid), 48);
  EXPECT_EQ(count(splits, "Bengal", Split::kTest), 90);
  EXPECT_EQ(count(splits, "Bengal", Split::kDebugging), 42);
  EXPECT_EQ(count(splits, "boxer", Split::kDebugging), 70);
}

TEST(PlanSplit, GivesEachBreedItsShares) {
  Candidates all;
  for (const char* breed : {"Bengal", "Birman", "Bombay", "Persian", "Ragdoll", "Siamese"}) {
    all = all + photos(breed, 100, Species::kCat);
  }

  const PinnedSplit splits = plan(all);

  for (const char* breed : {"Bengal", "Birman", "Bombay", "Persian", "Ragdoll", "Siamese"}) {
    EXPECT_LE(std::abs(count(splits, breed, Split::kTest) - 15), 1) << breed;
    EXPECT_LE(std::abs(count(splits, breed, Split::kValid) - 8), 1) << breed;
  }
  EXPECT_EQ(count(splits, "", Split::kTest), 90);
}

TEST(PlanSplit, DependsOnNamesAndSeedAlone) {
  auto shuffled = cats_and_dogs(50, 50);
  std::reverse(shuffled.begin(), shuffled.end());

  EXPECT_EQ(plan(cats_and_dogs(50, 50)), plan(shuffled));
  EXPECT_NE(plan(shuffled, with_seed(1)), plan(shuffled, with_seed(2)));
}

TEST(PlanSplit, LeavesOneSpeciesAloneWhenTheOtherGrows) {
  const PinnedSplit few = plan(cats_and_dogs(50, 50));
  const PinnedSplit more = plan(cats_and_dogs(50, 80));

  for (const auto& [name, split] : few) {
    if (name.starts_with("boxer")) continue;
    EXPECT_EQ(more.at(name), split) << name;
  }
}

TEST(PlanSplit, RaisesTheDebuggingPhotosToForty) {
  const PinnedSplit splits = plan(cats_and_dogs(200, 40));

  EXPECT_EQ(count(splits, "Bengal", Split::kDebugging), 40);
  EXPECT_EQ(count(splits, "Bengal", Split::kTest), 30);
  EXPECT_EQ(count(splits, "boxer", Split::kDebugging), 10);  // a quarter of them
}

TEST(PlanSplit, MakesNoDebuggingPhotosWhenNoneAreWanted) {
  SplitOptions options;
  options.ratios = {0.8, 0.1, 0.1, 0.0};

  EXPECT_EQ(count(plan(cats_and_dogs(100, 100), options), "", Split::kDebugging), 0);
}

TEST(PlanSplit, KeepsNearDuplicatesTogether) {
  Candidates candidates = cats_and_dogs(300, 0);
  for (std::size_t i = 0; i < candidates.size(); ++i) candidates[i].group = i / 3;

  const auto splits = plan_split(candidates, {});

  for (std::size_t i = 0; i < splits.size(); ++i) {
    EXPECT_EQ(splits[i], splits[i / 3 * 3]) << i;
  }
  EXPECT_NEAR(static_cast<double>(std::ranges::count(splits, Split::kTest)), 45, 3);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(splits, Split::kDebugging)), 40, 3);
}

TEST(PlanSplit, PutsHeldOutBreedsIntoTheTestSetWithTheirDuplicates) {
  Candidates candidates = cats_and_dogs(40, 40) + photos("Birman", 7, Species::kCat);
  for (std::size_t i = 0; i < candidates.size(); ++i) candidates[i].group = i;
  candidates[0].group = candidates.back().group;

  const auto splits = plan_split(candidates, with_held_out("Birman"));

  EXPECT_EQ(std::count(splits.end() - 7, splits.end(), Split::kTest), 7);
  EXPECT_EQ(splits[0], Split::kTest);
}

TEST(PlanSplit, FollowsTheOfficialTestSet) {
  Candidates candidates = cats_and_dogs(200, 200);
  for (std::size_t i = 0; i < candidates.size(); i += 2) {
    candidates[i].official = OfficialSplit::kTest;
  }
  SplitOptions options;
  options.official = true;

  const PinnedSplit splits = plan(candidates, options);

  EXPECT_EQ(count(splits, "", Split::kTest), 200);
  for (const SplitCandidate& photo : candidates) {
    const bool is_test = photo.official == OfficialSplit::kTest;
    EXPECT_EQ(splits.at(photo.name) == Split::kTest, is_test);
  }
  EXPECT_NEAR(static_cast<double>(count(splits, "Bengal", Split::kValid)), 100 * 0.08 / 0.85, 1);
}

TEST(PlanSplit, PutsASourceWhereItSays) {
  Candidates candidates = cats_and_dogs(40, 40);
  candidates[3].fixed = Split::kDebugging;

  EXPECT_EQ(plan(candidates).at(candidates[3].name), Split::kDebugging);
}

TEST(PlanSplit, RejectsAnUnknownBreed) {
  EXPECT_ERROR(plan(cats_and_dogs(4, 4), with_held_out("Bengall")), ConfigError,
               AllOf(HasSubstr("\"Bengall\""), HasSubstr("did you mean \"Bengal\"")));
}

TEST(PlanSplit, CopesWithVeryFewPhotos) { EXPECT_EQ(plan(cats_and_dogs(1, 2)).size(), 3U); }

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

  EXPECT_EQ(read_split_file(file.path()),
            (PinnedSplit{{"a", Split::kTrain}, {"b", Split::kTrain}, {"c", Split::kDebugging}}));
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
