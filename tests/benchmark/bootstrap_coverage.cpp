// How often a 95 % interval holds the truth: samples of n photos are drawn again and again from a
// world whose metrics are known (support/synthetic_scores.h), and each sample's intervals are
// looked at. BCa, which the reports have, beside plain percentiles.
//
//   bootstrap_coverage [PHOTOS [REPEATS [RESAMPLES]]]

#include <cstdlib>

#include <fmt/format.h>

#include "petseg/metrics/segmentation_metrics.h"

#include "report/resampled.h"
#include "support/synthetic_scores.h"

namespace petseg {
namespace {

constexpr int kWorld = 400000;

Interval percentile_interval(std::vector<double> values) {
  std::ranges::sort(values);
  return {quantile_of(values, 0.025), quantile_of(values, 0.975)};
}

struct Count {
  int intervals = 0, held = 0, below = 0, above = 0;

  void add(const Interval& interval, double truth) {
    ++intervals;
    if (truth < interval.low) {
      ++below;
    } else if (truth > interval.high) {
      ++above;
    } else {
      ++held;
    }
  }

  std::string text() const {
    const auto percent = [&](int part) { return 100.0 * part / intervals; };
    return fmt::format("{:5.1f} ({:.1f} | {:.1f})", percent(held), percent(below), percent(above));
  }
};

void run(int photos, int repeats, int resamples) {
  const SegmentationMetrics world = segmentation_metrics(synthetic_scores(kWorld, /*seed=*/0));
  const auto truth = named_values(world);
  std::vector<Count> bca(truth.size()), percentile(truth.size());
  for (int repeat = 1; repeat <= repeats; ++repeat) {
    const auto seed = static_cast<std::uint64_t>(repeat);
    const auto metrics =
        resample(synthetic_scores(photos, seed), {.resamples = resamples, .seed = seed});
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      const auto interval = bca_interval(metrics[m]);
      if (!interval) continue;
      bca[m].add(*interval, *truth[m].second);
      std::vector<double> values = metrics[m].resamples;
      std::erase_if(values, [](double value) { return std::isnan(value); });
      percentile[m].add(percentile_interval(std::move(values)), *truth[m].second);
    }
  }
  fmt::print(
      "{} repeats of {} photos, {} resamples; % of intervals that hold the truth (above it | "
      "below it)\n{:<24}{:>8}  {:<20}  {:<20}\n",
      repeats, photos, resamples, "", "truth", "BCa", "percentiles");
  for (std::size_t m = 0; m < truth.size(); ++m) {
    if (bca[m].intervals == 0) continue;
    fmt::print("{:<24}{:8.4f}  {:<20}  {:<20}\n", truth[m].first, *truth[m].second, bca[m].text(),
               percentile[m].text());
  }
}

}  // namespace
}  // namespace petseg

int main(int argc, char** argv) {
  const auto number = [&](int i, int otherwise) {
    return argc > i ? std::atoi(argv[i]) : otherwise;
  };
  petseg::run(number(1, 150), number(2, 2000), number(3, 1000));
}
