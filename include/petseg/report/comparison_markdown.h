#pragma once

#include <string>

#include "petseg/report/comparison.h"

namespace petseg {

/// The comparison for a comment in CI, in GitHub's Markdown: what became of the test set's mIoU in
/// words, a table of the test set and the categories with intervals, regressions, and the history
/// of more than two runs.
std::string comparison_markdown(const Comparison& comparison);

}  // namespace petseg
