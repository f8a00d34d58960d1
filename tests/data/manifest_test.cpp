#include "petseg/data/manifest.h"

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "data/manifest_json.h"
#include "support/expect_error.h"
#include "support/temp_dir.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

const std::string kSummary =
    R"({"schema": 2, "digest": "abc", "seed": 7, "border": "pet", "manifest_sha256": "",
  "split_ratios": {"train": 0.7, "valid": 0.1, "test": 0.15, "debugging": 0.05}})";

PhotoRecord cat_record(const std::string& folder, const std::string& name) {
  PhotoRecord record;
  record.image = folder + "/images/" + name + ".jpg";
  record.mask = folder + "/masks/" + name + ".png";
  record.breed = "Bengal";
  record.height = 30;
  record.width = 40;
  record.class_pixels = {900, 300, 0};
  record.source = "oxford";
  record.origin = "images/" + name + ".jpg";
  record.properties.luminance = 0.25;
  record.hash = {0xfedcba9876543210, 7};
  return record;
}

PhotoRecord debugging_record() {
  PhotoRecord record = cat_record("debugging_set/cats", "Bengal_2");
  record.split = Split::kDebugging;
  record.categories = {"cats", "dark"};
  record.made = "dark";
  record.recipe = {{"severity", 3}};
  return record;
}

const std::string kLine = to_json(cat_record("train_set", "Bengal_1")).dump();
const std::string kDebuggingLine = to_json(debugging_record()).dump();

/// `kLine` with one piece replaced.
std::string line_with(const std::string& piece, const std::string& other) {
  std::string line = kLine;
  return line.replace(line.find(piece), piece.size(), other);
}

class DataSetFolder {
 public:
  DataSetFolder(const std::string& manifest, const std::string& summary) {
    write_file(dir_.path() / "manifest.jsonl", manifest);
    write_file(dir_.path() / "summary.json", summary);
  }
  const std::filesystem::path& path() const { return dir_.path(); }

 private:
  TempDir dir_;
};

TEST(ReadDataSet, ReadsPhotosAndSummary) {
  const DataSetFolder folder(kLine + "\n" + kDebuggingLine + "\n", kSummary);

  const DataSet data_set = read_data_set(folder.path());

  ASSERT_EQ(data_set.photos.size(), 2U);
  EXPECT_EQ(data_set.photos[0].name(), "Bengal_1");
  EXPECT_EQ(data_set.photos[0].species, Species::kCat);
  EXPECT_EQ(data_set.photos[0].height, 30);
  EXPECT_EQ(data_set.of(Split::kDebugging).size(), 1U);
  EXPECT_EQ(data_set.digest, "abc");
  EXPECT_EQ(data_set.seed, 7);
  EXPECT_DOUBLE_EQ(data_set.split_ratios[2], 0.15);
}

TEST(ReadDataSet, SaysWhereADataSetWasExpected) {
  const TempDir folder;

  EXPECT_ERROR(read_data_set(folder.path()), DataError,
               AllOf(HasSubstr("holds no summary.json"), HasSubstr("petseg make-dataset")));
}

TEST(ReadDataSet, RejectsADataSetWithoutPhotos) {
  const DataSetFolder folder("", kSummary);

  EXPECT_ERROR(read_data_set(folder.path()), DataError, HasSubstr("lists no photo"));
}

TEST(ReadDataSet, NamesLineAndKeyThatIsMissing) {
  const DataSetFolder folder(kLine + "\n" + line_with("\"breed\"", "\"bread\""), kSummary);

  EXPECT_ERROR(read_data_set(folder.path()), DataError,
               AllOf(HasSubstr("manifest.jsonl:2"), HasSubstr("\"breed\" is missing")));
}

TEST(ReadDataSet, NamesLineAndWordThatIsUnknown) {
  const DataSetFolder folder(line_with("\"cat\"", "\"cow\""), kSummary);

  EXPECT_ERROR(read_data_set(folder.path()), DataError,
               AllOf(HasSubstr("manifest.jsonl:1"), HasSubstr("\"cow\""), HasSubstr("\"dog\"")));
}

TEST(ReadDataSet, RejectsALineThatIsCutOff) {
  const DataSetFolder folder(kLine.substr(0, 100), kSummary);

  EXPECT_ERROR(read_data_set(folder.path()), DataError,
               AllOf(HasSubstr("manifest.jsonl:1"), HasSubstr("not JSON")));
}

TEST(ReadDataSet, GivesBackWhatWasWritten) {
  const DataSetFolder folder(kDebuggingLine, kSummary);

  const PhotoRecord read = read_data_set(folder.path()).photos.at(0);

  EXPECT_EQ(read.categories, (std::vector<std::string>{"cats", "dark"}));
  EXPECT_EQ(read.recipe, (std::map<std::string, double>{{"severity", 3}}));
  EXPECT_EQ(read.hash, debugging_record().hash);
  EXPECT_EQ(to_json(read), to_json(debugging_record()));
}

TEST(ReadDataSet, RejectsCategoriesOfOtherPhotos) {
  const DataSetFolder folder(line_with("\"train\"", "\"debugging\""), kSummary);

  EXPECT_ERROR(read_data_set(folder.path()), DataError, HasSubstr("0 categories"));
}

TEST(ReadDataSet, RejectsPathsThatLeadOutOfItsFolder) {
  for (const char* path : {"/etc/passwd", "../photo.jpg", "train_set/../../photo.jpg", ""}) {
    const DataSetFolder folder(line_with("train_set/images/Bengal_1.jpg", path), kSummary);

    EXPECT_ERROR(read_data_set(folder.path()), DataError, HasSubstr("no path inside"));
  }
}

TEST(ReadDataSet, RejectsCategoriesThatAreNoNames) {
  for (const char* category : {"\"../x\"", "\"/tmp\"", "\"a/b\"", "\"..\"", "\"\""}) {
    std::string line = kDebuggingLine;
    line.replace(line.find("\"cats\""), 6, category);
    const DataSetFolder folder(line, kSummary);

    EXPECT_ERROR(read_data_set(folder.path()), DataError, HasSubstr("category"));
  }
}

TEST(ReadDataSet, RejectsAnotherSchema) {
  const DataSetFolder folder(kLine, R"({"schema": 1})");

  EXPECT_ERROR(read_data_set(folder.path()), DataError, HasSubstr("schema 1, expected 2"));
}

}  // namespace
}  // namespace petseg
