#include "petseg/report/scored_run.h"

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "report/report_json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

fs::path find_report(const fs::path& place) {
  if (fs::is_regular_file(place)) return place;
  for (const fs::path& folder : {place, place / "report", place / ".." / "report"}) {
    if (fs::exists(folder / kReportSummaryFile)) return folder / kReportSummaryFile;
  }
  throw IoError(fmt::format(
      "{}: has no report; expected a run folder, a report folder or a {}, which petseg evaluate "
      "writes",
      place.string(), kReportSummaryFile));
}

}  // namespace

ScoredRun read_scored_run(const fs::path& place) {
  const fs::path file = find_report(place);
  ScoredRun run = run_from_json(read_file(file), file.string());
  run.name = place.string();
  run.folder = file.parent_path();
  return run;
}

}  // namespace petseg
