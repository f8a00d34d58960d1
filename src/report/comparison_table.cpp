#include <algorithm>

#include <fmt/format.h>

#include "petseg/report/comparison.h"

#include "report/metric_value.h"
#include "report/score_text.h"

namespace petseg {
namespace {

constexpr std::string_view kChange = "{:<{}}  {:>5}  {:>6}  {:>6}  {:>7}  {:<16}";

std::size_t name_width(const Comparison& comparison) {
  std::size_t width = 0;
  for (const SliceComparison& slice : comparison.slices) width = std::max(width, slice.name.size());
  return width;
}

/// What stands in the last column may be short.
std::string line(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

/// The columns of one metric: before, after, change, interval.
std::string change_row(const SliceComparison& slice, const std::string& metric, std::size_t width) {
  std::string difference, interval;
  const auto found = slice.differences.find(metric);
  if (found != slice.differences.end()) {
    difference = fmt::format("{:+.3f}", found->second.value);
    if (const auto& both = found->second.interval) {
      interval = fmt::format("{:+.3f} to {:+.3f}", both->low, both->high);
    }
  }
  return fmt::format(fmt::runtime(kChange), slice.name, width, slice.n(),
                     score_text(metric_value(slice.runs.front(), metric)),
                     score_text(metric_value(slice.runs.back(), metric)), difference, interval);
}

std::string change_head(const std::string& title, std::size_t width) {
  return fmt::format(fmt::runtime(kChange), "", width, "n", title, "now", "change",
                     "95 % interval");
}

std::string miou_table(const Comparison& comparison, std::size_t width) {
  std::string table = fmt::format("{}  {:>6}  {:>6}\n", change_head("mIoU", width), "swap", "now");
  for (const SliceComparison& slice : comparison.slices) {
    table += fmt::format("{}  {:>6}  {:>6}\n", change_row(slice, "miou", width),
                         percent_text(slice.runs.front().species_swap),
                         percent_text(slice.runs.back().species_swap));
  }
  return table;
}

std::string metric_table(const Comparison& comparison, std::size_t width) {
  const std::string& metric = comparison.rule.metric;
  std::string table = fmt::format("\n{}\n", metric) + line(change_head("before", width));
  for (const SliceComparison& slice : comparison.slices) {
    table += line(change_row(slice, metric, width));
  }
  return table;
}

/// A line a run, whose name stands at the end, where it may have any length.
std::string history_table(const Comparison& comparison) {
  constexpr std::size_t kScore = 5;
  const std::string& metric = comparison.rule.metric;
  std::string head;
  for (const SliceComparison& slice : comparison.slices) {
    head += fmt::format("{:>{}}  ", slice.name, kScore);
  }
  std::string table = fmt::format("\n{} of each run\n", metric) + line(head);
  for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
    for (const SliceComparison& slice : comparison.slices) {
      table += fmt::format("{:>{}}  ", score_text(metric_value(slice.runs[i], metric)),
                           std::max(kScore, slice.name.size()));
    }
    table += comparison.runs[i].name + "\n";
  }
  return table;
}

}  // namespace

std::string comparison_table(const Comparison& comparison) {
  const std::size_t width = name_width(comparison);
  std::string table = miou_table(comparison, width);
  if (comparison.rule.metric != "miou") table += metric_table(comparison, width);
  if (comparison.runs.size() > 2) table += history_table(comparison);
  return table;
}

}  // namespace petseg
