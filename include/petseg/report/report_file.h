#pragma once

#include <filesystem>

#include "petseg/report/report.h"

namespace petseg {

/// The report of a run folder, its model/ or report/, or of the file kReportSummaryFile itself;
/// without pictures. Throws IoError where there is none, DataError for a report of another schema
/// or a damaged one.
Report read_report(const std::filesystem::path& place);

}  // namespace petseg
