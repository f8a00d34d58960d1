#include "petseg/report/scored_run.h"

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "report/report_json.h"
#include "report/scored_photos.h"
#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct SavedReport : testing::Test {
  SavedReport() { write_file(file, text); }

  void replace(const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    write_file(file, text.replace(at, from.size(), to));
  }

  TempDir temp;
  std::filesystem::path run = temp.path() / "run_1";
  std::filesystem::path file = run / "report" / kReportSummaryFile;
  std::string text =
      report_json(make_report({.model = "Unet", .model_uri = "runs/run_1", .border = "pet"},
                              {cat_photo("a", 80), cat_photo("b", 50, {"dark"})}));
};

TEST_F(SavedReport, ComesBackFromEachPlaceThatNamesIt) {
  std::filesystem::create_directories(run / "model");
  for (const auto& place : {run, run / "model", run / "report", file}) {
    const ScoredRun scored = read_scored_run(place);
    EXPECT_EQ(report_json(make_report(scored.subject, scored.photos)), text) << place;
    EXPECT_EQ(scored.name, place);
    EXPECT_TRUE(std::filesystem::equivalent(scored.folder, run / "report")) << scored.folder;
  }
}

TEST_F(SavedReport, OfANewerVersionIsRefused) {
  replace("\"schema\": 3", "\"schema\": 9");

  EXPECT_ERROR(read_scored_run(run), DataError,
               AllOf(HasSubstr("schema 9"), HasSubstr("use a newer petseg")));
}

TEST_F(SavedReport, OfAnOlderVersionIsToBeWrittenAnew) {
  replace("\"schema\": 3", "\"schema\": 2");

  EXPECT_ERROR(read_scored_run(run), DataError,
               AllOf(HasSubstr("schema 2"), HasSubstr("petseg evaluate")));
}

TEST_F(SavedReport, NamesThePhotoWhoseCountsAreMissing) {
  replace("\"calibration\"", "\"celebration\"");

  EXPECT_ERROR(read_scored_run(run), DataError,
               AllOf(HasSubstr("photos[0]"), HasSubstr("\"calibration\" is missing")));
}

TEST_F(SavedReport, CutAnywhereIsRefused) {
  for (std::size_t size = 0; size + 2 < text.size(); size += 97) {
    write_file(file, text.substr(0, size));
    EXPECT_THROW(read_scored_run(file), DataError) << size;
  }
}

TEST_F(SavedReport, ThatIsNotThereIsAnError) {
  EXPECT_ERROR(read_scored_run(temp.path() / "nothing"), IoError,
               AllOf(HasSubstr("nothing: has no report"), HasSubstr("petseg evaluate")));
}

}  // namespace
}  // namespace petseg
