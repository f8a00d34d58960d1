#include "eval/score_text.h"

#include <fmt/format.h>

namespace petseg {
std::string score_text(std::optional<double> value) {
  return value ? fmt::format("{:.3f}", *value) : "–";
}

std::string percent_text(std::optional<double> value) {
  return value ? fmt::format("{:.1f} %", 100 * *value) : "–";
}

std::vector<FigureScore> figure_scores(const PhotoScore& score) {
  const SegmentationMetrics metrics = segmentation_metrics(score);
  std::vector<FigureScore> scores{{"mIoU", score_text(metrics.miou)}};
  for (int c = 0; c < kNumClasses; ++c) {
    scores.push_back({std::string(kClassNames[c]), score_text(metrics.iou[c])});
  }
  scores.push_back({"pet", score_text(metrics.pet_iou)});
  scores.push_back({"species swap", percent_text(metrics.species_swap)});
  return scores;
}

}  // namespace petseg
