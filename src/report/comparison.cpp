#include "petseg/report/comparison.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/error.h"

#include "report/metric_value.h"
#include "report/score_text.h"

namespace petseg {
namespace {

/// The same photo with another truth, or in other categories, is another one.
std::string key_of(const PhotoRecord& photo) {
  return fmt::format("{}\n{}\n{}\n{}", photo.image, photo.sha256, photo.mask_sha256,
                     fmt::join(photo.categories, "\n"));
}

using PhotosByKey = std::unordered_map<std::string, std::size_t>;

PhotosByKey by_key(const Report& report) {
  PhotosByKey photos;
  for (std::size_t i = 0; i < report.photos.size(); ++i)
    photos[key_of(report.photos[i].record)] = i;
  return photos;
}

void check_same_photos(const PhotosByKey& before, const PhotosByKey& after,
                       const std::pair<std::string, std::string>& names) {
  std::size_t both = 0;
  for (const auto& [key, i] : before) both += after.count(key);
  if (both == before.size() && both == after.size()) return;
  throw DataError(fmt::format(
      "{} was scored on {} photos, {} on {}, and {} of them are the same; score both models on one "
      "data set with petseg evaluate",
      names.first, before.size(), names.second, after.size(), both));
}

SliceComparison compare_slices(const Slice& before, const Slice& after, const Report& first,
                               const Report& second, const PhotosByKey& second_photos) {
  // Intervals depend on the order of photos, which is not to depend on who comes first.
  std::map<std::string, std::size_t> in_order;
  for (const std::size_t i : before.photos) in_order[key_of(first.photos[i].record)] = i;
  std::vector<PhotoScore> a, b;
  for (const auto& [key, i] : in_order) {
    a.push_back(first.photos[i].score);
    b.push_back(second.photos[second_photos.at(key)].score);
  }
  return {.name = before.name,
          .n = before.metrics.n,
          .before = before.metrics,
          .after = after.metrics,
          .differences = bootstrap_differences(a, b)};
}

std::vector<PhotoChange> changes(const Report& before, const Report& after,
                                 const PhotosByKey& after_photos) {
  std::vector<PhotoChange> changes;
  for (std::size_t i = 0; i < before.photos.size(); ++i) {
    const std::size_t j = after_photos.at(key_of(before.photos[i].record));
    const auto a = segmentation_metrics(before.photos[i].score).miou;
    const auto b = segmentation_metrics(after.photos[j].score).miou;
    if (a && b) changes.push_back({i, j, *a, *b});
  }
  std::ranges::stable_sort(changes, {}, &PhotoChange::change);
  return changes;
}

/// Of which less is better.
bool is_an_error(const std::string& metric) { return metric == "species_swap" || metric == "ece"; }

}  // namespace

Comparison compare(const Report& before, const Report& after,
                   const std::pair<std::string, std::string>& names) {
  const PhotosByKey first = by_key(before), second = by_key(after);
  check_same_photos(first, second, names);
  Comparison comparison;
  const auto add = [&](const Slice& a, const Slice& b) {
    if (a.photos.empty()) return;
    comparison.slices.push_back(compare_slices(a, b, before, after, second));
  };
  add(before.test, after.test);
  // The same photos are in the same categories.
  for (std::size_t i = 0; i < before.categories.size(); ++i) {
    add(before.categories[i], after.categories[i]);
  }
  comparison.photos = changes(before, after, second);
  return comparison;
}

std::vector<Regression> regressions(const Comparison& comparison, const std::string& metric,
                                    double allowed) {
  std::vector<Regression> found;
  for (const SliceComparison& slice : comparison.slices) {
    const auto before = metric_value(slice.before, metric),
               after = metric_value(slice.after, metric);
    if (!before || !after) continue;
    const double lost = is_an_error(metric) ? *after - *before : *before - *after;
    if (lost > allowed) found.push_back({slice.name, *before, *after});
  }
  return found;
}

std::string comparison_table(const Comparison& comparison) {
  std::size_t width = 0;
  for (const SliceComparison& slice : comparison.slices) width = std::max(width, slice.name.size());
  std::string table =
      fmt::format("{:<{}}  {:>5}  {:>6}  {:>6}  {:>7}  {:<16}  {:>6}  {:>6}\n", "", width, "n",
                  "mIoU", "now", "change", "95 % interval", "swap", "now");
  for (const SliceComparison& slice : comparison.slices) {
    std::string difference, interval;
    const auto found = slice.differences.find("miou");
    if (found != slice.differences.end()) {
      difference = fmt::format("{:+.3f}", found->second.value);
      if (const auto& both = found->second.interval) {
        interval = fmt::format("{:+.3f} to {:+.3f}", both->low, both->high);
      }
    }
    table += fmt::format(
        "{:<{}}  {:>5}  {:>6}  {:>6}  {:>7}  {:<16}  {:>6}  {:>6}\n", slice.name, width, slice.n,
        score_text(slice.before.miou), score_text(slice.after.miou), difference, interval,
        percent_text(slice.before.species_swap), percent_text(slice.after.species_swap));
  }
  return table;
}

}  // namespace petseg
