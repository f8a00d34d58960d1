#include "petseg/report/report_markdown.h"

#include <fmt/format.h>

#include "report/markdown_text.h"
#include "report/score_text.h"

namespace petseg {
namespace {

using Text = std::string (*)(std::optional<double>);

/// "0.895 (0.870 to 0.910)"
std::string cell(const Slice& slice, const std::string& name, const Measure& value, Text text) {
  const auto interval = slice.intervals.find(name);
  if (!value || interval == slice.intervals.end()) return text(value);
  return fmt::format("{} ({} to {})", text(value), text(interval->second.low),
                     text(interval->second.high));
}

std::string gap(const Slice& slice, const Slice& all) {
  if (!slice.metrics.miou || !all.metrics.miou) return score_text(std::nullopt);
  return fmt::format("{:+.3f}", *slice.metrics.miou - *all.metrics.miou);
}

std::string row(const std::string& name, const Slice& slice, const Slice& all) {
  return fmt::format("| {} | {}{} | {} | {} | {} | {} |\n", name, slice.metrics.n,
                     slice.metrics.n < kFewPhotos ? " (few)" : "",
                     cell(slice, "miou", slice.metrics.miou, score_text), gap(slice, all),
                     cell(slice, "pet_iou", slice.metrics.pet_iou, score_text),
                     cell(slice, "species_swap", slice.metrics.species_swap, percent_text));
}

std::string table(const Report& report) {
  std::string text =
      "| | photos | mIoU | gap to all | pet IoU | species swap |\n|---|---:|---|---:|---|---|\n";
  for (const Slice* slice : slices_of(report)) {
    text +=
        row(slice == &report.test ? "**test**" : markdown_text(slice->name), *slice, report.all);
  }
  return text + row("all", report.all, report.all) +
         "\nIn brackets: 95 % intervals. Categories are for debugging and do not say how well the "
         "model generalises.\n";
}

std::string gates(const Report& report) {
  if (report.gates.empty()) return "";
  std::string text = "\n### Gates\n\n";
  for (const GateResult& result : report.gates) {
    text += fmt::format("- {} {}\n", result.passed ? "✅" : "❌",
                        markdown_text(gate_result_text(result)));
  }
  return text;
}

std::string weak_spots(const Report& report) {
  if (report.weak_spots.empty()) return "";
  std::string text = "\n### Weak spots\n\n";
  for (const WeakSpot& spot : report.weak_spots) {
    text += fmt::format("- **{}**: mIoU {:.3f} on {} photos, {:.3f} on the others (p = {:.2g})\n",
                        markdown_text(conditions_text(spot.conditions)), spot.inside,
                        spot.photos.size(), spot.outside, spot.p_value);
  }
  return text;
}

}  // namespace

std::string report_markdown(const Report& report) {
  std::string text = fmt::format(
      "## {}\n\n",
      markdown_text(report.subject.model.empty() ? "petseg report" : report.subject.model));
  text += table(report) + gates(report) + weak_spots(report);
  if (!report.unscored.empty()) {
    text += fmt::format("\nPhotos that could not be scored: {}.\n", report.unscored.size());
  }
  return text;
}

}  // namespace petseg
