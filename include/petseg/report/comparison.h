#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "petseg/report/bootstrap.h"
#include "petseg/report/report.h"

namespace petseg {

/// A slice of two reports on the same photos.
struct SliceComparison {
  std::string name;
  int n = 0;
  SegmentationMetrics before, after;
  Differences differences;  ///< after less before
};

/// A photo whose mIoU changed.
struct PhotoChange {
  std::size_t before = 0, after = 0;  ///< indices into the photos of the reports
  double miou_before = 0, miou_after = 0;
  double change() const { return miou_after - miou_before; }
};

/// What a model scored less or more than an earlier one on the same photos.
struct Comparison {
  std::vector<SliceComparison> slices;  ///< test, then categories
  std::vector<PhotoChange> photos;      ///< those with a score, what got worst first
};

/// `names`: of both reports, for messages. Throws DataError that says how many photos differ when
/// they were not scored on the same ones: same names, bytes of photo and mask, and categories.
Comparison compare(const Report& before, const Report& after,
                   const std::pair<std::string, std::string>& names);

/// A slice whose metric fell by more than is allowed.
struct Regression {
  std::string slice;
  double before = 0, after = 0;
};

/// Of a metric named as in named_measures(), by more than `allowed`; of species_swap and ece, where
/// less is better, what grew.
std::vector<Regression> regressions(const Comparison& comparison, const std::string& metric,
                                    double allowed);

/// For the terminal: a line a slice with its mIoU before and after, the difference and its
/// interval.
std::string comparison_table(const Comparison& comparison);

}  // namespace petseg
