#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/tracking/artifact_store.h"

#include "support/expect_error.h"
#include "support/some_bytes.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct FolderArtifactsTest : testing::Test {
  const TempDir temp;
  const std::filesystem::path root = temp.path() / "store", file = temp.path() / "file";
  const std::unique_ptr<ArtifactStore> store = open_artifact_store(root.string(), {});

  std::vector<std::string> names(const std::string& folder = "") const {
    std::vector<std::string> names;
    for (const ArtifactFile& found : store->list(folder)) {
      names.push_back(found.path + (found.is_folder ? "/" : " " + std::to_string(found.bytes)));
    }
    return names;
  }
};

TEST_F(FolderArtifactsTest, KeepsFilesByTheirPaths) {
  write_file(file, some_bytes(1000));
  store->upload(file, "a/b c.bin");
  store->upload(file, "ü.bin");
  EXPECT_THAT(names(), ElementsAre("a/", "ü.bin 1000"));
  EXPECT_THAT(names("a"), ElementsAre("a/b c.bin 1000"));
  EXPECT_EQ(read_file(root / "a" / "b c.bin"), some_bytes(1000));

  store->download("a/b c.bin", temp.path() / "back");
  EXPECT_EQ(read_file(temp.path() / "back"), some_bytes(1000));
}

TEST_F(FolderArtifactsTest, ReplacesAFile) {
  write_file(file, "old");
  store->upload(file, "a");
  write_file(file, "new one");
  store->upload(file, "a");
  EXPECT_THAT(names(), ElementsAre("a 7"));
}

TEST_F(FolderArtifactsTest, AFileThatIsThereAlreadyLeavesNothingBeside) {
  write_file(file, "x");
  store->upload(file, "a");
  store->upload(file, "a");
  EXPECT_THAT(names(), ElementsAre("a 1"));
}

TEST_F(FolderArtifactsTest, WhatIsNotThereIsEmptyOrAnError) {
  EXPECT_THAT(names(), ElementsAre());
  EXPECT_THAT(names("no/such"), ElementsAre());
  EXPECT_ERROR(store->download("no", temp.path() / "back"), IoError, HasSubstr("no: cannot read"));
  EXPECT_ERROR(store->upload(temp.path() / "no", "a"), IoError, HasSubstr("no: cannot read"));
  EXPECT_FALSE(std::filesystem::exists(temp.path() / "back"));
  EXPECT_THAT(names(), ElementsAre());
}

TEST_F(FolderArtifactsTest, PathsDoNotLeadOut) {
  write_file(file, "x");
  for (const char* path :
       {"", "/a", "../a", "a/../../b", "a/", "a//b", ".", "..", "a/./b", "a\\b", "a\nb"}) {
    EXPECT_ERROR(store->upload(file, path), ConfigError, HasSubstr("artifact path"));
    EXPECT_ERROR(store->download(path, file), ConfigError, HasSubstr("artifact path"));
  }
  EXPECT_ERROR(store->list(".."), ConfigError, HasSubstr("artifact path"));
}

TEST_F(FolderArtifactsTest, AFolderGoesThereWithAllThatIsBelowIt) {
  write_file(temp.path() / "report" / "report.html", "x");
  write_file(temp.path() / "report" / "figures" / "cat" / "1.png", "yy");
  write_file(temp.path() / "report" / "empty", "");
  upload_folder(*store, temp.path() / "report", "debugging_set_report");
  EXPECT_THAT(names("debugging_set_report"),
              ElementsAre("debugging_set_report/empty 0", "debugging_set_report/figures/",
                          "debugging_set_report/report.html 1"));
  EXPECT_EQ(read_file(root / "debugging_set_report/figures/cat/1.png"), "yy");
  EXPECT_ERROR(upload_folder(*store, temp.path() / "no", "a"), IoError,
               HasSubstr("cannot be read"));
}

TEST_F(FolderArtifactsTest, TellsOfItsProgress) {
  write_file(file, some_bytes(1'000'000));
  std::uint64_t done = 0;
  store->on_progress = [&](std::uint64_t now) {
    EXPECT_GE(now, done);
    done = now;
  };
  store->upload(file, "a");
  EXPECT_EQ(done, 1'000'000u);
}

TEST(ArtifactStore, SaysWhichAddressesThereAre) {
  EXPECT_ERROR(open_artifact_store("dbfs:/a", {}), ConfigError, HasSubstr("s3:"));
  EXPECT_ERROR(open_artifact_store("mlflow-artifacts:/0/a", {}), ConfigError,
               HasSubstr("MLFLOW_TRACKING_URI"));
}

}  // namespace
}  // namespace petseg
