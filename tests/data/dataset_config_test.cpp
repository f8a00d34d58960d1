#include "petseg/data/dataset_config.h"

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

class DatasetConfigFile : public testing::Test {
 protected:
  DatasetConfig read(const std::string& text) const {
    const auto path = dir_.path() / "dataset.json";
    write_file(path, text);
    return read_dataset_config(path.string());
  }
  void refuse(const std::string& text, const std::string& pointer, const std::string& message) {
    EXPECT_ERROR(read(text), ConfigError,
                 AllOf(HasSubstr("dataset.json"), HasSubstr(pointer), HasSubstr(message)));
  }

  TempDir dir_;
};

TEST_F(DatasetConfigFile, KeepsDefaultsForWhatItDoesNotSay) {
  const DatasetConfig config = read("{}");

  ASSERT_EQ(config.sources.size(), 2U);
  EXPECT_EQ(config.sources[0].type, "oxford");
  EXPECT_EQ(config.sources[1].path, "data/raw/new_data");
  EXPECT_EQ(config.categories.size(), 6U);
  EXPECT_EQ(config.seed, 42);
}

TEST_F(DatasetConfigFile, ReadsSourcesAndCategories) {
  const DatasetConfig config = read(R"({
    "sources": [{"type": "coco", "path": "a", "labels": {"kitten": "cat"}},
                {"type": "masks", "path": "b", "use": "test", "name": "voc"}],
    "split": {"seed": 3, "holdout_breeds": ["Birman"]},
    "photos": {"border": "ignore"},
    "debugging_set": {"categories": [{"name": "close", "where": {"animal_share": "> 0.6"}}]}})");

  ASSERT_EQ(config.sources.size(), 2U);
  EXPECT_EQ(config.sources[0].labels.at("kitten"), "cat");
  EXPECT_EQ(config.sources[1].use, "test");
  EXPECT_EQ(config.seed, 3);
  EXPECT_EQ(config.border, "ignore");
  ASSERT_EQ(config.categories.size(), 1U);
  EXPECT_EQ(config.categories[0].where.at("animal_share"), "> 0.6");
}

TEST_F(DatasetConfigFile, SaysWhereItIsWrong) {
  refuse(R"({"source": []})", "/source", "did you mean \"sources\"");
  refuse(R"({"sources": {}})", "/sources", "a list of objects");
  refuse(R"({"sources": []})", "/sources", "not empty");
  refuse(R"({"sources": [{"typ": "coco"}]})", "/sources/0", "did you mean \"type\"");
  refuse(R"({"sources": [{"type": "cocoo", "path": "a"}]})", "/sources/0", "did you mean \"coco\"");
  refuse(R"({"sources": [{"type": "oxford", "path": "a", "count": 4}]})", "/sources/0",
         "\"count\" says nothing");
  refuse(R"({"split": {"train": 2}})", "/split/train", "2");
  refuse(R"({"photos": {"border": "dog"}})", "/photos/border", "\"dog\"");
  refuse(R"({"debugging_set": {"categories": [{"name": "x", "where": {"luminance": "dark"}}]}})",
         "/debugging_set/categories/0/where/luminance", "no comparison");
  refuse(R"({"debugging_set": {"categories": [{"name": "x", "fill": "tiny", "severity": 2}]}})",
         "/debugging_set/categories/0/severity", "\"tiny\", which is no corruption");
  refuse(R"({"debugging_set": {"categories": [{"name": "x", "severity": 2}]}})",
         "/debugging_set/categories/0/severity", "leave it out");
  refuse(R"({"debugging_set": {"categories": [{"name": "x"}, {"name": "x"}]}})",
         "/debugging_set/categories", "stands twice");
}

TEST_F(DatasetConfigFile, MissingSaysWhereItWasLookedFor) {
  EXPECT_ERROR(read_dataset_config("none.json"), IoError,
               AllOf(HasSubstr("--config none.json"), HasSubstr("config/")));
}

TEST(DatasetConfig, TheShippedFileSaysTheDefaults) {
  const DatasetConfig shipped = read_dataset_config(PETSEG_CONFIG_FOLDER "/dataset.json");
  const DatasetConfig defaults;

  ASSERT_EQ(shipped.sources.size(), defaults.sources.size());
  for (std::size_t i = 0; i < defaults.sources.size(); ++i) {
    EXPECT_EQ(shipped.sources[i].type, defaults.sources[i].type);
    EXPECT_EQ(shipped.sources[i].path, defaults.sources[i].path);
    EXPECT_EQ(shipped.sources[i].use, defaults.sources[i].use);
    EXPECT_EQ(shipped.sources[i].optional, defaults.sources[i].optional);
  }
  EXPECT_EQ(shipped.train, defaults.train);
  EXPECT_EQ(shipped.debugging, defaults.debugging);
  EXPECT_EQ(shipped.seed, defaults.seed);
  EXPECT_EQ(shipped.border, defaults.border);
  EXPECT_EQ(shipped.max_rejected, defaults.max_rejected);
  ASSERT_EQ(shipped.categories.size(), defaults.categories.size());
  for (std::size_t i = 0; i < defaults.categories.size(); ++i) {
    EXPECT_EQ(shipped.categories[i].name, defaults.categories[i].name);
    EXPECT_EQ(shipped.categories[i].species, defaults.categories[i].species);
    EXPECT_EQ(shipped.categories[i].where, defaults.categories[i].where);
    EXPECT_EQ(shipped.categories[i].fill, defaults.categories[i].fill);
    EXPECT_EQ(shipped.categories[i].severity, defaults.categories[i].severity);
    EXPECT_EQ(shipped.categories[i].photos, defaults.categories[i].photos);
  }
}

}  // namespace
}  // namespace petseg
