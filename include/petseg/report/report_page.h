#pragma once

#include <string>

#include "petseg/report/report.h"

namespace petseg {

/// Photos of a category that its gallery shows at first; the reader can ask for more.
inline constexpr int kWorstPhotos = 6;

/// report.html: one self-contained page (no network, nothing beside it) of headline numbers with
/// their intervals, categories, confusion, calibration, the worst photos of each category, a table
/// of all photos that is filtered and sorted in the browser, weak spots, label suspects, gates and
/// settings. Pictures are those of ScoredPhoto::pictures; a photo without them is shown without.
/// The same report gives the same bytes.
std::string report_page(const Report& report, int worst = kWorstPhotos);

}  // namespace petseg
