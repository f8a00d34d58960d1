#pragma once

#include <filesystem>

#include "petseg/bundle/bundle.h"
#include "petseg/core/run_log.h"
#include "petseg/data/photo_set.h"
#include "petseg/loader/training_set.h"
#include "petseg/train/setup.h"

namespace petseg {

struct FitResult {
  int best_epoch = 0;    ///< from 1, the one that is kept: the last without validation photos
  double best_miou = 0;  ///< dataset mIoU of the validation photos at their own size; 0 without
  int epochs = 0;
  int steps = 0;
  double seconds = 0;            ///< first step to last checkpoint, validation included
  double images_per_second = 0;  ///< of training, validation left out
  int stop_signal = 0;           ///< the signal that ended it early; 0 when it ran to its end
};

/// Trains `bundle.net` on `photos`; on return it holds the averaged weights of the epoch with the
/// best mIoU on `valid` (of the last epoch when `valid` is empty). Logs the metrics of each epoch,
/// redraws training.png, and keeps checkpoints/{best,last}.safetensors in `run_folder`. A stop
/// signal ends it after the running step with the same files written. Throws RunError when the loss
/// is not a number.
FitResult fit(Bundle& bundle, const TrainingSet& photos, const PhotoSet& valid, const Setup& setup,
              const std::filesystem::path& run_folder, RunLog& log);

}  // namespace petseg
