#include "petseg/core/run_folder.h"

#include <cmath>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "core/json.h"
#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace fs = std::filesystem;
using testing::HasSubstr;

namespace petseg {
namespace {

TEST(MakeRunFolder, CountsOnWhenTheNameIsTaken) {
  const TempDir dir;
  EXPECT_EQ(make_run_folder(dir.path() / "runs", "pets").filename(), "pets");
  EXPECT_EQ(make_run_folder(dir.path() / "runs", "pets").filename(), "pets-2");
  EXPECT_EQ(make_run_folder(dir.path() / "runs", "pets").filename(), "pets-3");
}

TEST(MakeRunFolder, SaysWhyItCannot) {
  const TempDir dir;
  write_file(dir.path() / "runs", "a file");
  EXPECT_ERROR(make_run_folder(dir.path() / "runs", "pets"), IoError, HasSubstr("runs"));
}

TEST(ClaimRunFolder, TakesAnAbsentOrEmptyFolder) {
  const TempDir dir;
  claim_run_folder(dir.path() / "a" / "b");
  claim_run_folder(dir.path() / "a" / "b");
  EXPECT_TRUE(fs::is_directory(dir.path() / "a" / "b"));
}

TEST(ClaimRunFolder, RefusesWhatIsTaken) {
  const TempDir dir;
  write_file(dir.path() / "run" / "setup.json", "{}");

  EXPECT_ERROR(claim_run_folder(dir.path() / "run"), ConfigError, HasSubstr("is taken already"));
  EXPECT_ERROR(claim_run_folder(dir.path() / "run" / "setup.json"), ConfigError,
               HasSubstr("is taken already"));
}

TEST(RunFolderLog, WritesProvenance) {
  const TempDir dir;
  RunFolderLog log(dir.path());
  log.tag("git_revision", "abc");
  log.data_set({.folder = "data/preprocessed", .digest = "d1"});
  EXPECT_EQ(read_json(dir.path() / "provenance.json").at("status"), "running");

  log.finish(RunStatus::kStopped);

  const Json json = read_json(dir.path() / "provenance.json");
  EXPECT_EQ(json.at("schema"), 1);
  EXPECT_EQ(json.at("status"), "stopped");
  EXPECT_EQ(json.at("tags").at("git_revision"), "abc");
  EXPECT_EQ(json.at("data").at("digest"), "d1");
}

TEST(RunFolderLog, WritesALineForEachEpochWithNullForNoValue) {
  const TempDir dir;
  RunFolderLog log(dir.path());

  log.epoch(1, {{"valid/miou", 0.5}});
  log.epoch(2, {{"valid/miou", std::nan("")}});

  EXPECT_EQ(read_file(dir.path() / "metrics.jsonl"),
            "{\"epoch\":1,\"valid/miou\":0.5}\n{\"epoch\":2,\"valid/miou\":null}\n");
}

}  // namespace
}  // namespace petseg
