#include "petseg/report/comparison.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/error.h"

#include "report/metric_value.h"

namespace petseg {
namespace {

/// The same photo with another truth, or in other categories, is another one.
std::string key_of(const PhotoRecord& photo) {
  return fmt::format("{}\n{}\n{}\n{}", photo.image, photo.sha256, photo.mask_sha256,
                     fmt::join(photo.categories, "\n"));
}

/// In an order that all runs share, and that does not depend on which of them comes first:
/// intervals depend on it.
using PhotosByKey = std::map<std::string, const ScoredPhoto*>;

PhotosByKey by_key(const ScoredRun& run) {
  PhotosByKey photos;
  for (const ScoredPhoto& photo : run.photos) photos[key_of(photo.record)] = &photo;
  return photos;
}

void check_same_photos(const PhotosByKey& first, const std::string& first_name,
                       const PhotosByKey& other, const std::string& other_name) {
  std::size_t both = 0;
  for (const auto& [key, photo] : first) both += other.count(key);
  if (both == first.size() && both == other.size()) return;
  throw DataError(fmt::format(
      "{} was scored on {} photos, {} on {}, and {} of them are the same; score both models on one "
      "data set with petseg evaluate",
      first_name, first.size(), other_name, other.size(), both));
}

/// Photos in the order of their keys.
using Photos = std::vector<const ScoredPhoto*>;

std::vector<Photos> paired_photos(const std::vector<ScoredRun>& runs) {
  const PhotosByKey first = by_key(runs.front());
  std::vector<Photos> paired;
  for (const ScoredRun& run : runs) {
    const PhotosByKey photos = by_key(run);
    check_same_photos(first, runs.front().name, photos, run.name);
    Photos& in_order = paired.emplace_back();
    for (const auto& [key, photo] : photos) in_order.push_back(photo);
  }
  return paired;
}

SliceComparison compare_slice(const std::string& name, const std::vector<std::size_t>& members,
                              const std::vector<Photos>& runs) {
  SliceComparison compared{.name = name};
  std::vector<std::vector<PhotoScore>> scores;
  for (const Photos& photos : runs) {
    std::vector<PhotoScore>& own = scores.emplace_back();
    for (const std::size_t i : members) own.push_back(photos[i]->score);
    compared.runs.push_back(segmentation_metrics(own));
  }
  compared.differences = bootstrap_differences(scores.front(), scores.back());
  return compared;
}

std::vector<PhotoChange> changes(const std::vector<ScoredRun>& runs,
                                 const std::vector<Photos>& paired) {
  const ScoredPhoto* const first = runs.front().photos.data();
  const ScoredPhoto* const last = runs.back().photos.data();
  std::vector<PhotoChange> changes;
  for (std::size_t i = 0; i < paired.front().size(); ++i) {
    const ScoredPhoto *const a = paired.front()[i], *const b = paired.back()[i];
    const auto before = segmentation_metrics(a->score).miou;
    const auto after = segmentation_metrics(b->score).miou;
    if (!before || !after) continue;
    changes.push_back(
        {static_cast<std::size_t>(a - first), static_cast<std::size_t>(b - last), *before, *after});
  }
  std::ranges::stable_sort(changes, {}, &PhotoChange::change);
  return changes;
}

std::vector<Regression> regressions(const std::vector<SliceComparison>& slices,
                                    const RegressionRule& rule) {
  std::vector<Regression> found;
  if (!rule.allowed) return found;
  for (const SliceComparison& slice : slices) {
    const auto before = metric_value(slice.runs.front(), rule.metric),
               after = metric_value(slice.runs.back(), rule.metric);
    if (!before || !after) continue;
    const double lost = is_an_error(rule.metric) ? *after - *before : *before - *after;
    if (lost > *rule.allowed) found.push_back({slice.name, *before, *after});
  }
  return found;
}

}  // namespace

Comparison compare(std::vector<ScoredRun> runs, const RegressionRule& rule) {
  if (runs.size() < 2) throw std::logic_error("compare: needs two runs");
  const std::vector<Photos> paired = paired_photos(runs);
  const SlicedPhotos slices = slice_photos(paired.front());
  Comparison comparison{.rule = rule};
  if (!slices.test.empty()) {
    comparison.slices.push_back(compare_slice("test", slices.test, paired));
  }
  for (const auto& [name, members] : slices.categories) {
    comparison.slices.push_back(compare_slice(name, members, paired));
  }
  comparison.photos = changes(runs, paired);
  comparison.regressions = regressions(comparison.slices, rule);
  comparison.runs = std::move(runs);
  return comparison;
}

std::string regression_text(const Regression& regression, const RegressionRule& rule) {
  return fmt::format("{}.{} went from {:.3f} to {:.3f}", regression.slice, rule.metric,
                     regression.before, regression.after);
}

bool is_an_error(std::string_view metric) { return metric == "species_swap" || metric == "ece"; }

std::string_view verdict(std::string_view metric, const Difference& difference) {
  if (!difference.interval) return "not known";
  if (difference.interval->low <= 0 && difference.interval->high >= 0) return "no clear difference";
  return (difference.interval->low > 0) == is_an_error(metric) ? "worse" : "better";
}

}  // namespace petseg
