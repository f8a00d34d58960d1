#pragma once

#include <string>

#include "petseg/report/report.h"
#include "petseg/report/scored_run.h"

namespace petseg {

/// What kReportSummaryFile holds: metrics with conventions and support, intervals, what follows
/// from them, and the counts of each photo, from which any other slice can be scored.
std::string report_json(const Report& report);

/// The scores again, without a name, a folder and pictures. Throws DataError that names file and
/// key for a report of another schema or a damaged one.
ScoredRun run_from_json(const std::string& text, const std::string& file);

}  // namespace petseg
