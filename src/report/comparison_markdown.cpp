#include "petseg/report/comparison_markdown.h"

#include <fmt/format.h>

#include "report/markdown_text.h"
#include "report/metric_value.h"
#include "report/score_text.h"

namespace petseg {
namespace {

/// "0.899 → 0.901"
std::string values_text(const SliceComparison& slice, const std::string& metric) {
  return fmt::format("{} → {}", score_text(metric_value(slice.runs.front(), metric)),
                     score_text(metric_value(slice.runs.back(), metric)));
}

/// "+0.002 (-0.004 to +0.008)"
std::string difference_text(const Difference& difference) {
  const std::string value = fmt::format("{:+.3f}", difference.value);
  if (!difference.interval) return value;
  return fmt::format("{} ({:+.3f} to {:+.3f})", value, difference.interval->low,
                     difference.interval->high);
}

std::string headline(const SliceComparison& slice) {
  const auto found = slice.differences.find("miou");
  if (slice.name != "test" || found == slice.differences.end()) {
    return "There is no score of a test set to compare.\n\n";
  }
  return fmt::format("**Test set: mIoU {}, {}: {}.**\n\n", values_text(slice, "miou"),
                     difference_text(found->second), verdict("miou", found->second));
}

std::string metric_columns(const SliceComparison& slice, const std::string& metric) {
  const auto found = slice.differences.find(metric);
  const bool is_known = found != slice.differences.end();
  return fmt::format(" {} | {} | {} |", values_text(slice, metric),
                     is_known ? difference_text(found->second) : score_text(std::nullopt),
                     is_known ? verdict(metric, found->second) : "");
}

std::string slice_title(const SliceComparison& slice) {
  return slice.name == "test" ? "**test**" : markdown_text(slice.name);
}

std::string table(const Comparison& comparison) {
  std::vector<std::string> metrics{"miou"};
  if (comparison.rule.metric != "miou") metrics.push_back(comparison.rule.metric);
  std::string text = "| | photos |", line = "|---|---:|";
  for (const std::string& metric : metrics) {
    text += fmt::format(" {} | change | |", metric == "miou" ? "mIoU" : markdown_text(metric));
    line += "---|---|---|";
  }
  text += "\n" + line + "\n";
  for (const SliceComparison& slice : comparison.slices) {
    text += fmt::format("| {} | {}{} |", slice_title(slice), slice.n(),
                        slice.n() < kFewPhotos ? " (few)" : "");
    for (const std::string& metric : metrics) text += metric_columns(slice, metric);
    text += "\n";
  }
  return text +
         "\nIn brackets: 95 % intervals of the change, from the same photos drawn again for both. "
         "\"better\" and \"worse\" where they exclude 0. Categories are for debugging.\n";
}

std::string regressions(const Comparison& comparison) {
  std::string text;
  for (const Regression& regression : comparison.regressions) {
    text += fmt::format("- ❌ {}\n", markdown_text(regression_text(regression, comparison.rule)));
  }
  if (text.empty()) return text;
  return fmt::format("\n### Worse by more than {}\n\n{}", *comparison.rule.allowed, text);
}

std::string history(const Comparison& comparison) {
  if (comparison.runs.size() < 3) return "";
  const std::string& metric = comparison.rule.metric;
  std::string text = fmt::format("\n### {} of each run\n\n| |", markdown_text(metric));
  std::string line = "|---|";
  for (const SliceComparison& slice : comparison.slices) {
    text += fmt::format(" {} |", slice_title(slice));
    line += "---:|";
  }
  text += "\n" + line + "\n";
  for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
    text += fmt::format("| {} |", markdown_text(comparison.runs[i].name));
    for (const SliceComparison& slice : comparison.slices) {
      text += fmt::format(" {} |", score_text(metric_value(slice.runs[i], metric)));
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string comparison_markdown(const Comparison& comparison) {
  std::string text =
      fmt::format("## {} compared with {}\n\n", markdown_text(comparison.runs.back().name),
                  markdown_text(comparison.runs.front().name));
  if (!comparison.slices.empty()) text += headline(comparison.slices.front());
  return text + table(comparison) + regressions(comparison) + history(comparison);
}

}  // namespace petseg
