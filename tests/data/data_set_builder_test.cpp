#include "petseg/data/data_set_builder.h"

#include <algorithm>
#include <map>
#include <set>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"
#include "petseg/data/data_set_check.h"
#include "petseg/data/labelled_photo.h"
#include "petseg/sources/oxford.h"

#include "core/json.h"
#include "sources/raw_folder.h"
#include "support/expect_error.h"

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace petseg {
namespace {

/// The hash of each file below a folder.
std::map<std::string, std::string> all_files(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[entry.path().lexically_relative(folder).string()] = sha256(read_file(entry.path()));
  }
  return files;
}

class BuildDataSet : public testing::Test {
 protected:
  BuildDataSet() {
    options_.out = raw_.out();
    options_.categories = {{.name = "cats", .species = "cat", .photos = 4},
                           {.name = "dogs", .species = "dog", .photos = 4},
                           {.name = "noisy", .fill = "gaussian_noise", .photos = 3}};
    options_.max_rejected = 1;
  }
  void add_cats_and_dogs(int each = 24) {
    raw_.add_breed("Bengal", each);
    raw_.add_breed("boxer", each);
  }
  SourceInput source(std::optional<Split> use = {}) const {
    return {"oxford", read_oxford(raw_.path()), use};
  }
  BuiltDataSet build() const { return build_data_set({source()}, options_); }

  static std::vector<PhotoRecord> of_category(const DataSet& data_set, const std::string& name) {
    std::vector<PhotoRecord> found;
    for (const PhotoRecord& photo : data_set.photos) {
      const auto& all = photo.categories;
      if (std::ranges::find(all, name) != all.end()) found.push_back(photo);
    }
    return found;
  }

  RawFolder raw_;
  BuildOptions options_;
};

TEST_F(BuildDataSet, WritesTheLayout) {
  add_cats_and_dogs();

  const BuiltDataSet built = build();

  for (const char* folder : {"train_set", "valid_set", "test_set", "debugging_set/cats",
                             "debugging_set/dogs", "debugging_set/noisy"}) {
    EXPECT_FALSE(fs::is_empty(raw_.out() / folder / "images")) << folder;
    EXPECT_FALSE(fs::is_empty(raw_.out() / folder / "masks")) << folder;
  }
  for (const char* file :
       {"manifest.jsonl", "rejected.jsonl", "duplicates.jsonl", "summary.json", "dataset.html"}) {
    EXPECT_TRUE(fs::exists(raw_.out() / file)) << file;
  }
  EXPECT_FALSE(fs::exists(raw_.out() / "staged"));
  EXPECT_THAT(built.rejected, IsEmpty());
  EXPECT_THAT(check_data_set(raw_.out()).problems, IsEmpty());
}

TEST_F(BuildDataSet, PutsNoPhotoIntoTwoSplits) {
  add_cats_and_dogs();

  std::map<std::string, int> seen;
  for (const PhotoRecord& photo : build().data_set.photos) {
    if (photo.made.empty()) ++seen[photo.origin];
  }

  EXPECT_EQ(seen.size(), 48U);
  EXPECT_TRUE(std::ranges::all_of(seen, [](const auto& s) { return s.second == 1; }));
}

TEST_F(BuildDataSet, CopiesTheBytesOfAJpegAndConvertsTheRest) {
  raw_.add("Bengal_1");
  raw_.add("Bengal_2");
  raw_.add_photo("Bengal_2", encode_png(RawFolder::photo("Bengal_2", {64, 48})));

  for (const PhotoRecord& photo : build().data_set.photos) {
    const std::string bytes = read_file(raw_.out() / photo.image);
    EXPECT_EQ(sniff_format(bytes), ImageFormat::kJpeg);
    EXPECT_EQ(sha256(bytes), photo.sha256);
    const bool is_copy = bytes == read_file(raw_.path() / photo.origin);
    EXPECT_EQ(is_copy, photo.name() == "Bengal_1");
  }
}

TEST_F(BuildDataSet, WritesClassIdsAndCountsThem) {
  add_cats_and_dogs(8);

  for (const PhotoRecord& record : build().data_set.photos) {
    const LabelledPhoto photo = load_photo(raw_.out(), record);
    for (const int id : {kBackground, kCat, kDog}) {
      EXPECT_EQ(cv::countNonZero(photo.mask == id), record.class_pixels[id]) << record.image;
    }
    EXPECT_EQ(record.class_pixels[kCat] > 0, record.species == Species::kCat);
    EXPECT_EQ(photo.mask.size(), cv::Size(record.width, record.height));
  }
}

TEST_F(BuildDataSet, MakesPhotosOfDebuggingPhotosAndSaysSo) {
  add_cats_and_dogs(40);

  const BuiltDataSet built = build();

  const auto noisy = of_category(built.data_set, "noisy");
  ASSERT_EQ(noisy.size(), 3U);
  std::set<std::string> debugging;
  for (const PhotoRecord& photo : built.data_set.of(Split::kDebugging)) {
    if (photo.made.empty()) debugging.insert(photo.origin);
  }
  for (const PhotoRecord& photo : noisy) {
    EXPECT_EQ(photo.made, "gaussian_noise");
    EXPECT_EQ(photo.recipe.at("severity"), 3);
    EXPECT_TRUE(debugging.contains(photo.origin)) << photo.origin;
  }
  ASSERT_EQ(built.categories.size(), 3U);
  EXPECT_EQ(built.categories[0].real, 4U);
  EXPECT_EQ(built.categories[2].made, 3U);
}

TEST_F(BuildDataSet, SaysInItsSummaryHowItWasMade) {
  add_cats_and_dogs(4);
  options_.max_pixels = 50'000'000;

  const std::string digest = build().data_set.digest;
  const auto summary = Json::parse(read_file(raw_.out() / "summary.json"));

  EXPECT_EQ(summary["sources"][0]["truth"], "trimap, border pet");
  EXPECT_EQ(summary["max_megapixels"], 50);
  EXPECT_EQ(summary["max_rejected"], 1);
  EXPECT_EQ(summary["categories"], Json::parse(R"([{"name": "cats", "species": "cat", "photos": 4},
                            {"name": "dogs", "species": "dog", "photos": 4},
                            {"name": "noisy", "fill": "gaussian_noise", "severity": 3, "photos": 3}])"));

  options_.max_pixels = 60'000'000;
  const BuiltDataSet again = build();
  EXPECT_FALSE(again.unchanged);
  EXPECT_EQ(again.data_set.digest, digest);
}

TEST_F(BuildDataSet, NoticesACategoryThatIsAddedAndStaysEmpty) {
  add_cats_and_dogs(4);
  build();
  options_.categories.push_back({.name = "both", .species = "both"});

  EXPECT_FALSE(build().unchanged);
  EXPECT_THAT(read_file(raw_.out() / "dataset.html"), HasSubstr("\\\"both\\\" is empty"));
}

TEST_F(BuildDataSet, ReportsACategoryThatStaysEmpty) {
  raw_.add_breed("Bengal", 8);
  options_.categories = {{.name = "dogs", .species = "dog"}};

  const BuiltDataSet built = build();

  ASSERT_EQ(built.categories.size(), 1U);
  EXPECT_EQ(built.categories[0].real + built.categories[0].made, 0U);
  EXPECT_THAT(read_file(raw_.out() / "dataset.html"), HasSubstr("is empty"));
}

TEST_F(BuildDataSet, ShrinksPhotosToTheSizeAskedFor) {
  raw_.add("Bengal_1", {64, 48});
  raw_.add("Bengal_2", {30, 40});
  options_.size = 40;

  const auto photos = build().data_set.photos;

  ASSERT_EQ(photos.size(), 2U);
  for (const PhotoRecord& photo : photos) {
    const bool was_larger = photo.name() == "Bengal_1";
    EXPECT_EQ(photo.width, was_larger ? 40 : 30);
    EXPECT_EQ(photo.height, was_larger ? 30 : 40);
    EXPECT_NO_THROW(load_photo(raw_.out(), photo));
  }
}

TEST_F(BuildDataSet, KeepsNearDuplicatesInOneSplit) {
  add_cats_and_dogs();
  const std::string jpeg = encode_jpeg(RawFolder::photo("Bengal_1", {64, 48}), 60);
  raw_.add("Bengal_25");
  raw_.add_photo("Bengal_25", jpeg);

  const BuiltDataSet built = build();

  ASSERT_EQ(built.duplicates.size(), 1U);
  EXPECT_FALSE(built.duplicates[0].leaks());
  EXPECT_THAT(built.duplicates[0].first, HasSubstr("Bengal_1.jpg"));
  EXPECT_THAT(built.duplicates[0].second, HasSubstr("Bengal_25.jpg"));
}

TEST_F(BuildDataSet, ReportsLeaksOfAPinnedSplit) {
  raw_.add("Bengal_1");
  raw_.add("Bengal_2");
  raw_.add_photo("Bengal_2", encode_jpeg(RawFolder::photo("Bengal_1", {64, 48}), 60));
  options_.pinned = PinnedSplit{{"Bengal_1", Split::kTrain}, {"Bengal_2", Split::kTest}};

  const BuiltDataSet built = build();

  ASSERT_EQ(built.duplicates.size(), 1U);
  EXPECT_TRUE(built.duplicates[0].leaks());
  EXPECT_THAT(read_file(raw_.out() / "duplicates.jsonl"), HasSubstr("\"leak\":true"));
}

TEST_F(BuildDataSet, NamesPhotosOfTheSameNameAfterTheirSource) {
  raw_.add("Bengal_1");
  const RawFolder other;
  other.add("Bengal_1", {50, 40});
  SourceInput second{"zoo", read_oxford(other.path()), Split::kTest};

  const auto photos = build_data_set({source(Split::kTrain), second}, options_).data_set.photos;

  ASSERT_EQ(photos.size(), 2U);
  EXPECT_EQ(photos[0].image, "train_set/images/Bengal_1.jpg");
  EXPECT_EQ(photos[1].image, "test_set/images/zoo-Bengal_1.jpg");
  EXPECT_EQ(photos[1].source, "zoo");
}

TEST_F(BuildDataSet, GivesTheSameBytesTwice) {
  add_cats_and_dogs();
  build();
  options_.out = raw_.beside("second");
  build();

  EXPECT_EQ(all_files(raw_.out()), all_files(raw_.beside("second")));
}

TEST_F(BuildDataSet, LeavesAnEqualDataSetAsItIs) {
  add_cats_and_dogs();
  EXPECT_FALSE(build().unchanged);
  const auto written = fs::last_write_time(raw_.out() / "manifest.jsonl");

  EXPECT_TRUE(build().unchanged);
  EXPECT_EQ(fs::last_write_time(raw_.out() / "manifest.jsonl"), written);
}

TEST_F(BuildDataSet, TakesOverWhatHasNotChanged) {
  add_cats_and_dogs();
  build();
  raw_.add("Bengal_7", {80, 60});
  const BuiltDataSet again = build();
  options_.out = raw_.beside("fresh");
  build();

  EXPECT_FALSE(again.unchanged);
  EXPECT_EQ(all_files(raw_.out()), all_files(raw_.beside("fresh")));
}

TEST_F(BuildDataSet, MakesTheSamePageOutOfWhatItTakesOver) {
  add_cats_and_dogs();
  build();
  const auto fresh = all_files(raw_.out());
  fs::remove(raw_.out() / "dataset.html");

  EXPECT_FALSE(build().unchanged);
  EXPECT_EQ(all_files(raw_.out()), fresh);
}

TEST_F(BuildDataSet, MakesAnewWhatWasDamaged) {
  add_cats_and_dogs();
  const BuiltDataSet first = build();
  write_file(raw_.out() / first.data_set.photos[0].image, "spoiled");

  EXPECT_FALSE(build().unchanged);
  EXPECT_THAT(check_data_set(raw_.out()).problems, IsEmpty());
}

TEST_F(BuildDataSet, ADryRunForetellsAndWritesNothing) {
  add_cats_and_dogs(40);
  options_.dry_run = true;
  const BuiltDataSet foretold = build();

  EXPECT_FALSE(fs::exists(raw_.out()));
  options_.dry_run = false;
  const BuiltDataSet built = build();
  EXPECT_EQ(foretold.data_set.of(Split::kTrain).size(), built.data_set.of(Split::kTrain).size());
  EXPECT_EQ(foretold.categories[2].made, built.categories[2].made);
}

TEST_F(BuildDataSet, SetsUnusablePhotosAsideWithTheReason) {
  raw_.add_breed("Bengal", 6);
  const std::string jpeg = read_file(raw_.path() / "images" / "Bengal_1.jpg");
  raw_.add_photo("Bengal_1", jpeg.substr(0, jpeg.size() / 2));
  raw_.add_photo("Bengal_2", "GIF89a and so on");
  raw_.add_trimap("Bengal_3", cv::Mat(48, 64, CV_8U, cv::Scalar(7)));
  raw_.add_trimap("Bengal_4", RawFolder::trimap({48, 64}));
  write_file(raw_.path() / "annotations" / "trimaps" / "Bengal_5.png", jpeg);

  const BuiltDataSet built = build();

  EXPECT_EQ(built.data_set.photos.size(), 1U);
  ASSERT_EQ(built.rejected.size(), 5U);
  const auto reason = [&](std::size_t i) { return built.rejected[i].file.reason; };
  EXPECT_EQ(built.rejected[0].file.file, "images/Bengal_1.jpg");
  EXPECT_THAT(reason(0), testing::StartsWith("a truncated JPEG"));
  EXPECT_THAT(reason(1), HasSubstr("a GIF"));
  EXPECT_THAT(reason(2), AllOf(HasSubstr("Bengal_3.png"), HasSubstr("values 7")));
  EXPECT_THAT(reason(3), AllOf(HasSubstr("64 x 48"), HasSubstr("48 x 64")));
  EXPECT_THAT(reason(4), HasSubstr("expected a mask as a PNG"));
  EXPECT_THAT(read_file(raw_.out() / "rejected.jsonl"), HasSubstr("images/Bengal_2.jpg"));
}

TEST_F(BuildDataSet, RejectsPhotosOfTooManyPixels) {
  raw_.add("Bengal_1");
  raw_.add("Bengal_2", {30, 30});
  options_.max_pixels = 1000;

  const BuiltDataSet built = build();

  ASSERT_EQ(built.rejected.size(), 1U);
  EXPECT_THAT(built.rejected[0].file.reason, HasSubstr("64 x 48"));
}

TEST_F(BuildDataSet, FailsWhenASourceHasTooManyRejectedPhotos) {
  raw_.add_breed("Bengal", 10);
  raw_.add_photo("Bengal_4", "no image");
  options_.max_rejected = 0.05;

  EXPECT_ERROR(build(), DataError,
               AllOf(HasSubstr("1 of 10 photos"), HasSubstr("--max_rejected"),
                     HasSubstr("Bengal_4"), HasSubstr("out-rejected.jsonl")));
  EXPECT_FALSE(fs::exists(raw_.out()));
  EXPECT_THAT(read_file(raw_.beside("out-rejected.jsonl")), HasSubstr("Bengal_4"));
}

TEST_F(BuildDataSet, FailsWhenNoPhotoIsUsable) {
  raw_.add("Bengal_1");
  raw_.add_photo("Bengal_1", "no image");

  EXPECT_ERROR(build(), DataError, HasSubstr("no photo that can be used"));
  EXPECT_FALSE(fs::exists(raw_.out()));
}

TEST_F(BuildDataSet, LeavesTheEarlierDataSetWhenItFails) {
  add_cats_and_dogs(4);
  const std::string digest = build().data_set.digest;
  for (const RawPhoto& photo : read_oxford(raw_.path()).photos) {
    write_file(raw_.path() / photo.image, "no image");
  }

  EXPECT_THROW(build(), DataError);

  EXPECT_EQ(read_data_set(raw_.out()).digest, digest);
  for (const auto& entry : fs::directory_iterator(raw_.out().parent_path())) {
    EXPECT_THAT(entry.path().string(), testing::Not(testing::EndsWith(".partial")));
  }
}

TEST_F(BuildDataSet, ReplacesOnlyADataSet) {
  raw_.add("Bengal_1");
  write_file(raw_.out() / "thesis.txt", "years of work");

  EXPECT_ERROR(build(), ConfigError, HasSubstr("holds something else than a data set"));
  EXPECT_TRUE(fs::exists(raw_.out() / "thesis.txt"));
}

TEST_F(BuildDataSet, WritesNothingAmongRawPhotos) {
  raw_.add("Bengal_1");
  fs::create_directory_symlink(raw_.path(), raw_.beside("link"));

  for (const fs::path& out : {raw_.path() / "made" / "out", raw_.beside("link") / "out"}) {
    options_.out = out;
    EXPECT_ERROR(build(), ConfigError,
                 AllOf(HasSubstr("--out " + out.string()), HasSubstr("outside it")));
    EXPECT_FALSE(fs::exists(out));
  }
}

TEST_F(BuildDataSet, TakesNoFolderForADataSetByOneFileAlone) {
  raw_.add("Bengal_1");
  write_file(raw_.out() / "manifest.jsonl", "of another program");

  EXPECT_ERROR(build(), ConfigError, HasSubstr("holds something else than a data set"));
}

TEST_F(BuildDataSet, LeavesFilesThatOthersPutIntoTheDataSet) {
  add_cats_and_dogs(4);
  build();
  write_file(raw_.out() / "train_set" / "notes.txt", "mine");

  EXPECT_ERROR(build(), ConfigError, AllOf(HasSubstr("1 files"), HasSubstr("train_set/notes.txt")));
  EXPECT_TRUE(fs::exists(raw_.out() / "train_set" / "notes.txt"));
}

TEST_F(BuildDataSet, WritesWhereALinkLeads) {
  add_cats_and_dogs(4);
  make_folder(raw_.beside("disk"));
  fs::create_symlink(raw_.beside("disk"), raw_.out());
  build();

  EXPECT_TRUE(fs::is_symlink(raw_.out()));
  EXPECT_TRUE(fs::exists(raw_.beside("disk") / "manifest.jsonl"));
}

TEST_F(BuildDataSet, WantsATestSetForAnOfficialSplit) {
  add_cats_and_dogs(4);
  options_.split.official = true;

  EXPECT_ERROR(build(), DataError, AllOf(HasSubstr("--official_split"), HasSubstr("test.txt")));
}

TEST_F(BuildDataSet, SaysThatAFolderCannotBeWritten) {
  raw_.add("Bengal_1");
  write_file(raw_.beside("file"), "not a folder");
  options_.out = raw_.beside("file") / "out";

  EXPECT_ERROR(build(), IoError, HasSubstr("cannot make this folder"));
}

TEST_F(BuildDataSet, NamesUsablePhotosThatAPinnedSplitForgets) {
  raw_.add_breed("Bengal", 3);
  raw_.add_photo("Bengal_3", "no image, so that nobody misses it");
  options_.pinned = PinnedSplit{{"Bengal_1", Split::kTrain}};

  EXPECT_ERROR(build(), ConfigError,
               AllOf(HasSubstr("1 photos are in no split"), HasSubstr("Bengal_2")));
}

TEST_F(BuildDataSet, CheckNoticesAnEditedManifest) {
  add_cats_and_dogs(4);
  build();
  std::string lines = read_file(raw_.out() / "manifest.jsonl");
  lines.replace(lines.find("Bengal_"), 6, "Birman");
  write_file(raw_.out() / "manifest.jsonl", lines);

  EXPECT_THAT(check_data_set(raw_.out()).problems, testing::Contains(HasSubstr("manifest.jsonl")));
}

TEST_F(BuildDataSet, CheckNamesEachFileThatIsNotAsTheManifestSays) {
  add_cats_and_dogs();
  const DataSet data_set = build().data_set;
  write_file(raw_.out() / data_set.photos[0].image, "spoiled");
  fs::remove(raw_.out() / data_set.photos[1].mask);
  write_file(raw_.out() / "train_set" / "images" / "stray.jpg", "not listed");

  const auto problems = check_data_set(raw_.out()).problems;

  EXPECT_THAT(problems,
              ElementsAre(AllOf(HasSubstr(data_set.photos[0].image), HasSubstr("SHA-256")),
                          AllOf(HasSubstr(data_set.photos[1].mask), HasSubstr("is missing")),
                          AllOf(HasSubstr("stray.jpg"), HasSubstr("not in the manifest"))));
}

}  // namespace
}  // namespace petseg
