#pragma once

#include <span>
#include <vector>

#include "petseg/report/bootstrap.h"

namespace petseg {

/// Values of one metric: of all photos, of each resample, and of the photos but one (jackknife).
/// Not a number where it has no value.
struct ResampledMetric {
  double value = 0;
  std::vector<double> resamples;
  std::vector<double> left_out;

  ResampledMetric& operator-=(const ResampledMetric& other);
};

/// Every metric, in the order of measure_names(). Which photos a resample holds depends on their
/// number and the options alone, so that two models' resamples are paired.
std::vector<ResampledMetric> resample(std::span<const PhotoScore> photos,
                                      const BootstrapOptions& options);

/// The value below which a share of sorted ones lies, interpolated as NumPy does it by default.
double quantile_of(const std::vector<double>& sorted, double share);

/// Nothing where too few resamples have a value, or all lie on one side of the metric's own.
std::optional<Interval> bca_interval(const ResampledMetric& metric);

}  // namespace petseg
