#include "report/score_text.h"

#include <limits>
#include <numeric>

#include "petseg/image/text.h"

namespace petseg {
namespace {

/// How the image module knows a score without a value.
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double ignored_share(const PhotoScore& score) {
  std::int64_t pixels = score.ignored;
  for (const auto& row : score.confusion) pixels = std::accumulate(row.begin(), row.end(), pixels);
  return static_cast<double>(score.ignored) / static_cast<double>(pixels);
}

}  // namespace

std::string score_text(std::optional<double> value) { return score_text(value.value_or(kNone)); }

std::string percent_text(std::optional<double> value) {
  return percent_text(value.value_or(kNone));
}

std::vector<FigureScore> figure_scores(const PhotoScore& score) {
  const SegmentationMetrics metrics = segmentation_metrics(score);
  std::vector<FigureScore> scores{{"mIoU", score_text(metrics.miou)}};
  for (int c = 0; c < kNumClasses; ++c) {
    scores.push_back({std::string(kClassNames[c]), score_text(metrics.iou[c])});
  }
  scores.push_back({"pet", score_text(metrics.pet_iou)});
  scores.push_back({"species swap", percent_text(metrics.species_swap)});
  if (score.ignored > 0) scores.push_back({"ignored", percent_text(ignored_share(score))});
  return scores;
}

}  // namespace petseg
