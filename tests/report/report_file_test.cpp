#include "petseg/report/report_file.h"

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

struct ReportFile : testing::Test {
  ReportFile() { write_file(file, text); }

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

TEST_F(ReportFile, ComesBackFromEachPlaceThatNamesIt) {
  std::filesystem::create_directories(run / "model");
  for (const auto& place : {run, run / "model", run / "report", file}) {
    EXPECT_EQ(report_json(read_report(place)), text) << place;
  }
}

TEST_F(ReportFile, KeepsWhatCouldNotBeScored) {
  Report report = read_report(file);
  report.unscored = {{cat_photo("broken", 0, {"dark"}).record, "is no image"}};
  write_file(file, report_json(report));

  const Report again = read_report(file);

  ASSERT_EQ(again.unscored.size(), 1U);
  EXPECT_EQ(again.unscored[0].record.image, "broken.jpg");
  EXPECT_EQ(again.unscored[0].reason, "is no image");
}

TEST_F(ReportFile, OfANewerVersionIsRefused) {
  replace("\"schema\": 3", "\"schema\": 9");

  EXPECT_ERROR(read_report(run), DataError,
               AllOf(HasSubstr("schema 9"), HasSubstr("use a newer petseg")));
}

TEST_F(ReportFile, OfAnOlderVersionIsToBeWrittenAnew) {
  replace("\"schema\": 3", "\"schema\": 2");

  EXPECT_ERROR(read_report(run), DataError,
               AllOf(HasSubstr("schema 2"), HasSubstr("petseg evaluate")));
}

TEST_F(ReportFile, NamesThePhotoWhoseCountsAreMissing) {
  replace("\"calibration\"", "\"celebration\"");

  EXPECT_ERROR(read_report(run), DataError,
               AllOf(HasSubstr("photos[0]"), HasSubstr("\"calibration\" is missing")));
}

TEST_F(ReportFile, CutAnywhereIsRefused) {
  for (std::size_t size = 0; size + 2 < text.size(); size += 97) {
    write_file(file, text.substr(0, size));
    EXPECT_THROW(read_report(file), DataError) << size;
  }
}

TEST_F(ReportFile, ThatIsNotThereIsAnError) {
  EXPECT_ERROR(read_report(temp.path() / "nothing"), IoError,
               AllOf(HasSubstr("nothing: has no report"), HasSubstr("petseg evaluate")));
}

}  // namespace
}  // namespace petseg
