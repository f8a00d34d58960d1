#pragma once

#include <filesystem>

#include "petseg/image/chart.h"
#include "petseg/metrics/segmentation_metrics.h"

namespace petseg {

/// Appends what one epoch gave to the curves of training.png.
void add_epoch(TrainingCurves& curves, double train_loss, const SegmentationMetrics& valid);

void write_training_chart(const std::filesystem::path& path, const TrainingCurves& curves);

}  // namespace petseg
