#pragma once

#include <string>
#include <vector>

#include "petseg/report/comparison.h"
#include "petseg/report/shown_change.h"

namespace petseg {

/// comparison.html: one self-contained page (no network, nothing beside it) of what became of the
/// test set's scores, each slice's differences with their intervals, the history of all runs, the
/// photos that got worst and best with both predictions, and in what the runs differ. The same
/// comparison gives the same bytes.
std::string comparison_page(const Comparison& comparison, const std::vector<ShownChange>& shown);

}  // namespace petseg
