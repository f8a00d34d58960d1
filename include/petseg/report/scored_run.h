#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "petseg/report/report.h"

namespace petseg {

/// What a report keeps of a run: its scores, from which all else in it follows.
struct ScoredRun {
  std::string name;                 ///< as the user named it
  std::filesystem::path folder;     ///< that holds the report, and predictions/ if there are any
  ReportSubject subject;            ///< what was scored on what
  std::vector<ScoredPhoto> photos;  ///< without pictures
  /// What the run's setup.json says, key by key; empty where it is not known.
  std::vector<std::pair<std::string, std::string>> setup;
};

/// Reads the report of a run folder, its model/ or report/, or of the file kReportSummaryFile
/// itself, but no setup. Throws IoError where there is none, DataError for a report of another
/// schema or a damaged one.
ScoredRun read_scored_run(const std::filesystem::path& place);

}  // namespace petseg
