#include "report/resampled.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "petseg/core/parallel.h"
#include "petseg/core/rng.h"

#include "metrics/metric_sums.h"
#include "report/distributions.h"

namespace petseg {
namespace {

constexpr double kConfidence = 0.95;
/// Of the resamples, those that need a value. Three photos with a dog among many are drawn in 95 %.
constexpr double kLeastShare = 0.9;

std::vector<double> known_values(const std::vector<double>& values) {
  std::vector<double> known;
  known.reserve(values.size());
  std::ranges::copy_if(values, std::back_inserter(known), [](double v) { return !std::isnan(v); });
  return known;
}

MetricSums draw(const std::vector<MetricSums>& photos, Rng rng) {
  MetricSums sums;
  for (std::size_t i = 0; i < photos.size(); ++i) sums.add(photos[rng.below(photos.size())]);
  return sums;
}

/// How far the median of the resamples lies from the value, in standard deviations.
double bias(const std::vector<double>& sorted, double value) {
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
  const auto below = static_cast<double>((first - sorted.begin()) + (last - sorted.begin())) / 2;
  return normal_quantile(below / static_cast<double>(sorted.size()));
}

/// How fast the standard deviation changes with the value: the skewness of the jackknife's values.
double acceleration(const std::vector<double>& left_out) {
  double sum = 0;
  for (const double value : left_out) sum += value;
  const double mean = sum / static_cast<double>(left_out.size());
  double squares = 0;
  double cubes = 0;
  for (const double value : left_out) {
    squares += std::pow(mean - value, 2);
    cubes += std::pow(mean - value, 3);
  }
  return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

/// The normal quantile of the lower end. Percentiles alone are too narrow by what separates n from
/// n - 1 and Student's distribution from the normal one.
double lower_end(std::size_t photos) {
  const auto n = static_cast<double>(photos);
  return std::sqrt(n / (n - 1)) * student_quantile((1 - kConfidence) / 2, n - 1);
}

}  // namespace

ResampledMetric& ResampledMetric::operator-=(const ResampledMetric& other) {
  value -= other.value;
  for (std::size_t i = 0; i < resamples.size(); ++i) resamples[i] -= other.resamples[i];
  for (std::size_t i = 0; i < left_out.size(); ++i) left_out[i] -= other.left_out[i];
  return *this;
}

std::vector<ResampledMetric> resample(std::span<const PhotoScore> photos,
                                      const BootstrapOptions& options) {
  const auto count = static_cast<std::size_t>(options.resamples);
  std::vector<MetricSums> rows(photos.size());
  std::ranges::transform(photos, rows.begin(), metric_sums);
  MetricSums all;
  for (const MetricSums& row : rows) all.add(row);

  std::vector<ResampledMetric> metrics(measure_names().size());
  for (ResampledMetric& metric : metrics) {
    metric.resamples.resize(count);
    metric.left_out.resize(rows.size());
  }
  const auto keep = [&](const MetricSums& sums, const auto& slot) {
    const std::vector<double> values = measure_values(sums);
    for (std::size_t m = 0; m < metrics.size(); ++m) slot(metrics[m]) = values[m];
  };
  keep(all, [](ResampledMetric& metric) -> double& { return metric.value; });
  parallel_for(count, [&](std::size_t i) {
    keep(draw(rows, Rng({options.seed, i})),
         [&](ResampledMetric& metric) -> double& { return metric.resamples[i]; });
  });
  parallel_for(rows.size(), [&](std::size_t i) {
    MetricSums others = all;
    others.add(rows[i], -1);
    keep(others, [&](ResampledMetric& metric) -> double& { return metric.left_out[i]; });
  });
  return metrics;
}

double quantile_of(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

std::optional<Interval> bca_interval(const ResampledMetric& metric) {
  std::vector<double> values = known_values(metric.resamples);
  const double least = kLeastShare * static_cast<double>(metric.resamples.size());
  if (std::isnan(metric.value) || metric.left_out.size() < 2 || values.empty() ||
      static_cast<double>(values.size()) < least) {
    return std::nullopt;
  }
  std::ranges::sort(values);
  const double z0 = bias(values, metric.value);
  if (std::isinf(z0)) return std::nullopt;
  const double a = acceleration(known_values(metric.left_out));
  const auto end = [&](double z) {
    const double moved = z0 + z;
    const double stretch = 1 - a * moved;
    // Where one photo decides, the formula would run past infinity and come back from below.
    if (stretch <= 0) return moved > 0 ? values.back() : values.front();
    return quantile_of(values, normal_cdf(z0 + moved / stretch));
  };
  const double z = lower_end(metric.left_out.size());
  return Interval{end(z), end(-z)};
}

}  // namespace petseg
