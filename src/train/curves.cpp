#include "petseg/train/curves.h"

#include <limits>

#include "petseg/core/files.h"
#include "petseg/image/decode.h"

namespace petseg {

void add_epoch(TrainingCurves& curves, double train_loss, const SegmentationMetrics& valid) {
  if (curves.losses.empty()) {
    curves.losses = {{.name = "train loss", .values = {}}};
    curves.scores = {{.name = "mIoU", .values = {}}};
    for (const auto name : kClassNames) curves.scores.push_back({std::string(name), {}});
  }
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  curves.losses[0].values.push_back(train_loss);
  curves.scores[0].values.push_back(valid.miou.value_or(kNone));
  for (int c = 0; c < kNumClasses; ++c) {
    curves.scores[c + 1].values.push_back(valid.iou[c].value_or(kNone));
  }
}

void write_training_chart(const std::filesystem::path& path, const TrainingCurves& curves) {
  write_file(path, encode_png(training_chart("Training", curves)));
}

}  // namespace petseg
