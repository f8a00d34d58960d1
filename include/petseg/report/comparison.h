#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "petseg/report/bootstrap.h"
#include "petseg/report/scored_run.h"

namespace petseg {

/// A slice of two runs and more, scored on the same photos.
struct SliceComparison {
  std::string name;                       ///< "test", or a category
  std::vector<SegmentationMetrics> runs;  ///< what each scored, in the order of the runs
  Differences differences;                ///< what the last scored, less what the first did

  int n() const { return runs.front().n; }
};

/// A photo whose mIoU can be compared.
struct PhotoChange {
  std::size_t before = 0, after = 0;  ///< indices into the photos of the first and the last run
  double miou_before = 0, miou_after = 0;
  double change() const { return miou_after - miou_before; }
};

/// What is too much of a loss.
struct RegressionRule {
  std::string metric = "miou";    ///< as in measure_names()
  std::optional<double> allowed;  ///< none: nothing is a regression
};

/// A slice that lost more than is allowed.
struct Regression {
  std::string slice;
  double before = 0, after = 0;
};

/// What a model scored less or more than an earlier one on the same photos.
struct Comparison {
  std::vector<ScoredRun> runs;  ///< the baseline, runs between that are shown alone, the candidate
  std::vector<SliceComparison> slices;  ///< test, then categories
  std::vector<PhotoChange> photos;      ///< those with a score, what got worst first
  RegressionRule rule;
  std::vector<Regression> regressions;
};

/// Of two runs or more. Throws DataError that names the run and says how many photos differ when
/// they were not scored on the same ones: same names, bytes of photo and mask, and categories.
Comparison compare(std::vector<ScoredRun> runs, const RegressionRule& rule = {});

/// "dark.miou went from 0.861 to 0.702"
std::string regression_text(const Regression& regression, const RegressionRule& rule);

/// Of species_swap and ece less is better, of all other metrics more.
bool is_an_error(std::string_view metric);

/// What the interval of a difference says of it: "better" or "worse" where 0 is outside, "no clear
/// difference", or "not known" where there is no interval.
std::string_view verdict(std::string_view metric, const Difference& difference);

/// For the terminal: a line a slice with its mIoU before and after, the difference and its
/// interval; the same of the rule's metric where that is another one; of more than two runs a line
/// each with that metric of each slice.
std::string comparison_table(const Comparison& comparison);

}  // namespace petseg
