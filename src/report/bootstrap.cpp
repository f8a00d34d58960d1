#include "petseg/report/bootstrap.h"

#include <cmath>
#include <stdexcept>

#include "petseg/metrics/segmentation_metrics.h"

#include "report/resampled.h"

namespace petseg {

Intervals bootstrap_intervals(std::span<const PhotoScore> photos, const BootstrapOptions& options) {
  const std::vector<ResampledMetric> metrics = resample(photos, options);
  Intervals intervals;
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    if (const auto interval = bca_interval(metrics[m])) intervals[measure_names()[m]] = *interval;
  }
  return intervals;
}

Differences bootstrap_differences(std::span<const PhotoScore> a, std::span<const PhotoScore> b,
                                  const BootstrapOptions& options) {
  if (a.size() != b.size()) throw std::logic_error("paired scores of different numbers of photos");
  const std::vector<ResampledMetric> first = resample(a, options);
  std::vector<ResampledMetric> metrics = resample(b, options);
  Differences differences;
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    metrics[m] -= first[m];
    if (std::isnan(metrics[m].value)) continue;
    differences[measure_names()[m]] = {metrics[m].value, bca_interval(metrics[m])};
  }
  return differences;
}

}  // namespace petseg
