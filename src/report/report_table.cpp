#include <algorithm>

#include <fmt/format.h>

#include "petseg/report/report.h"

#include "report/score_text.h"

namespace petseg {
namespace {

constexpr std::string_view kRow = "{:<{}}  {:>5}  {:>6}  {:>10}  {:>6}  {:>6}  {:>6}  {:>6}\n";

std::string row(const std::string& name, std::size_t width, const SegmentationMetrics& m) {
  return fmt::format(fmt::runtime(kRow), name, width, m.n, score_text(m.miou),
                     score_text(m.iou[kBackground]), score_text(m.iou[kCat]),
                     score_text(m.iou[kDog]), score_text(m.pet_iou), percent_text(m.species_swap));
}

}  // namespace

std::string report_table(const Report& report) {
  std::size_t width = std::string_view("test").size();
  for (const Slice& category : report.categories) width = std::max(width, category.name.size());
  std::string table = fmt::format(fmt::runtime(kRow), "", width, "n", "mIoU", "background", "cat",
                                  "dog", "pet", "swap");
  for (const Slice* slice : slices_of(report)) table += row(slice->name, width, slice->metrics);
  return table;
}

}  // namespace petseg
