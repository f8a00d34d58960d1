#pragma once

#include <string>

#include "petseg/report/report.h"

namespace petseg {

/// The report for a comment in CI, in GitHub's Markdown: a table of the test set and the categories
/// with their intervals, gates, weak spots, and how many photos could not be scored.
std::string report_markdown(const Report& report);

}  // namespace petseg
