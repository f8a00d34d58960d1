#include "petseg/commands/make_dataset.h"

#include <algorithm>

#include "petseg/core/error.h"

#include "sources/raw_folder.h"
#include "support/expect_error.h"

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

class MakeDataset : public testing::Test {
 protected:
  MakeDataset() {
    options_.raw = raw_.path();
    options_.out = raw_.out();
  }
  void add_photos() {
    raw_.add_breed("Bengal", 20);
    raw_.add_breed("boxer", 20);
  }
  std::string write_setup(const std::string& setup) {
    write_file(raw_.beside("setup.json"), R"({"setup": {)" + setup + "}}");
    return raw_.beside("setup.json").string();
  }
  static std::vector<std::string> names(const DataSet& data_set, Split split) {
    std::vector<std::string> found;
    for (const PhotoRecord& photo : data_set.of(split)) found.push_back(photo.name());
    return found;
  }

  RawFolder raw_;
  MakeDatasetOptions options_;
};

TEST_F(MakeDataset, UsesTheDefaultSplit) {
  add_photos();

  const DataSet data_set = make_dataset(options_).data_set;

  EXPECT_EQ(data_set.seed, 42);
  EXPECT_EQ(data_set.split_ratios, (std::array{0.70, 0.08, 0.15, 0.07}));
  EXPECT_EQ(data_set.of(Split::kTest).size(), 6U);
}

TEST_F(MakeDataset, TakesDebuggingPhotosOutOfTheSetupsTrainingShare) {
  add_photos();
  options_.train_args =
      write_setup(R"("random_seed": 7, "train_split": 0.8, "valid_split": 0.1, "test_split": 0.1)");

  const DataSet data_set = make_dataset(options_).data_set;

  EXPECT_EQ(data_set.seed, 7);
  EXPECT_NEAR(data_set.split_ratios[0], 0.73, 1e-9);
  EXPECT_NEAR(data_set.split_ratios[3], 0.07, 1e-9);
}

TEST_F(MakeDataset, PutsFlagsBeforeTheSetup) {
  add_photos();
  options_.train_args =
      write_setup(R"("random_seed": 7, "train_split": 0.8, "valid_split": 0.1, "test_split": 0.1)");
  options_.seed = 3;
  options_.ratios = SplitRatios{0.5, 0.2, 0.2, 0.1};

  const DataSet data_set = make_dataset(options_).data_set;

  EXPECT_EQ(data_set.seed, 3);
  EXPECT_DOUBLE_EQ(data_set.split_ratios[0], 0.5);
}

TEST_F(MakeDataset, RejectsSharesThatDoNotSumToOne) {
  add_photos();
  options_.ratios = SplitRatios{0.5, 0.2, 0.2, 0.2};

  EXPECT_ERROR(make_dataset(options_), ConfigError, AllOf(HasSubstr("--split"), HasSubstr("1.1")));
}

TEST_F(MakeDataset, FollowsAPinnedSplit) {
  raw_.add_breed("Bengal", 3);
  options_.split_file = raw_.beside("split.json");
  write_file(
      options_.split_file,
      R"({"split": {"train": ["Bengal_2"], "test": ["Bengal_1", "Bengal_3", "Persian_1"]}})");

  const DataSet data_set = make_dataset(options_).data_set;

  EXPECT_EQ(names(data_set, Split::kTrain), std::vector<std::string>{"Bengal_2"});
  EXPECT_EQ(names(data_set, Split::kTest), (std::vector<std::string>{"Bengal_1", "Bengal_3"}));
  EXPECT_NEAR(data_set.split_ratios[2], 2.0 / 3, 1e-9);
}

TEST_F(MakeDataset, RejectsPhotosThatAPinnedSplitForgets) {
  raw_.add_breed("Bengal", 8);
  options_.split_file = raw_.beside("split.json");
  write_file(options_.split_file, R"({"split": {"train": ["Bengal_2"]}})");

  EXPECT_ERROR(make_dataset(options_), ConfigError,
               AllOf(HasSubstr("7 photos are in no split"), HasSubstr("Bengal_1, Bengal_3")));
}

TEST_F(MakeDataset, RejectsAPinnedSplitTogetherWithShares) {
  raw_.add("Bengal_1");
  options_.split_file = raw_.beside("split.json");
  options_.ratios = SplitRatios{};

  EXPECT_ERROR(make_dataset(options_), ConfigError, HasSubstr("leave out --split"));
}

TEST_F(MakeDataset, HoldsBreedsOut) {
  add_photos();
  raw_.add_breed("Birman", 3);
  options_.holdout_breeds = {"Birman"};

  const auto test = names(make_dataset(options_).data_set, Split::kTest);

  EXPECT_EQ(std::count_if(test.begin(), test.end(),
                          [](const auto& name) { return name.starts_with("Birman"); }),
            3);
}

TEST_F(MakeDataset, DrawsPhotosWhenAskedTo) {
  options_.source = "synthetic";
  options_.raw = raw_.beside("drawn");
  options_.count = 16;

  const DataSet data_set = make_dataset(options_).data_set;

  EXPECT_TRUE(fs::exists(*options_.raw / "annotations" / "list.txt"));
  EXPECT_GE(data_set.photos.size(), 16U);
  EXPECT_THAT(read_file(options_.out / "summary.json"), HasSubstr("\"type\": \"synthetic\""));
}

TEST_F(MakeDataset, GivesTheSameDigestTwice) {
  add_photos();
  const std::string first = make_dataset(options_).data_set.digest;
  options_.out = raw_.beside("second");

  EXPECT_EQ(make_dataset(options_).data_set.digest, first);
  options_.seed = 1;
  EXPECT_NE(make_dataset(options_).data_set.digest, first);
}

TEST_F(MakeDataset, RejectsAnUnknownSource) {
  options_.source = "imagenet";

  EXPECT_ERROR(make_dataset(options_), ConfigError,
               AllOf(HasSubstr("--source imagenet"), HasSubstr("oxford")));
}

TEST_F(MakeDataset, RejectsAFlagThatSaysNothingForTheSource) {
  options_.count = 4;

  EXPECT_ERROR(make_dataset(options_), ConfigError, HasSubstr("\"count\" says nothing"));
}

TEST_F(MakeDataset, ReadsSourcesFromAFileAndPutsFlagsBeforeIt) {
  add_photos();
  write_file(raw_.beside("dataset.json"), R"({
    "sources": [{"type": "oxford", "name": "zoo", "path": ")" +
                                              raw_.path().string() + R"("}],
    "split": {"seed": 5, "train": 0.5, "valid": 0.2, "test": 0.2, "debugging": 0.1},
    "debugging_set": {"categories": [{"name": "felines", "species": "cat", "photos": 2}]}})");
  options_.raw.reset();
  options_.config = raw_.beside("dataset.json").string();
  options_.seed = 6;

  const DataSet data_set = make_dataset(options_).data_set;

  EXPECT_EQ(data_set.seed, 6);
  EXPECT_DOUBLE_EQ(data_set.split_ratios[0], 0.5);
  EXPECT_EQ(data_set.photos[0].source, "zoo");
  EXPECT_EQ(data_set.of(Split::kDebugging).size(), 2U);
  EXPECT_EQ(data_set.of(Split::kDebugging)[0].categories, std::vector<std::string>{"felines"});
}

TEST_F(MakeDataset, RefusesOneSourceTwice) {
  add_photos();
  const std::string source = R"({"type": "oxford", "path": ")" + raw_.path().string() + R"("})";
  write_file(raw_.beside("dataset.json"), R"({"sources": [)" + source + "," + source + "]}");
  options_.raw.reset();
  options_.config = raw_.beside("dataset.json").string();

  EXPECT_ERROR(make_dataset(options_), ConfigError, HasSubstr("stands twice"));
}

TEST_F(MakeDataset, KeepsTheBorderAsIgnoredWhenAskedTo) {
  add_photos();
  options_.border = "ignore";

  for (const PhotoRecord& photo : make_dataset(options_).data_set.photos) {
    EXPECT_GT(photo.ignored_pixels, 0) << photo.image;
  }
}

TEST_F(MakeDataset, FollowsTheOfficialSplit) {
  add_photos();
  std::string lines;
  for (int i = 1; i <= 10; ++i) lines += "Bengal_" + std::to_string(i) + " 1 1 1\n";
  write_file(raw_.path() / "annotations" / "test.txt", lines);
  options_.official = true;

  EXPECT_EQ(names(make_dataset(options_).data_set, Split::kTest).size(), 10U);
}

TEST_F(MakeDataset, AddsNewPhotosFromLabelStudio) {
  add_photos();
  const fs::path new_data = raw_.path() / "new_data";
  write_file(new_data / "dark" / "night.jpg", encode_jpeg(RawFolder::photo("night", {64, 48})));
  write_file(new_data / "annotations.json", R"([{"id": 1, "data": {"image": "/x/dark/night.jpg"},
    "annotations": [{"id": 1, "result": [{"type": "rectanglelabels", "original_width": 64,
    "original_height": 48, "value": {"x": 25, "y": 25, "width": 50, "height": 50, "rotation": 0,
    "rectanglelabels": ["dog"]}}]}]}])");

  const DataSet data_set = make_dataset(options_).data_set;

  const auto found = std::ranges::find(data_set.photos, "night", &PhotoRecord::name);
  ASSERT_NE(found, data_set.photos.end());
  EXPECT_EQ(found->source, "label_studio");
  EXPECT_EQ(found->species, Species::kDog);
  EXPECT_EQ(found->condition, "dark");
  EXPECT_EQ(found->class_pixels[kDog], 32 * 24);
  EXPECT_EQ(found->split, Split::kDebugging);
  EXPECT_THAT(found->categories, testing::Contains("dark"));
}

}  // namespace
}  // namespace petseg
