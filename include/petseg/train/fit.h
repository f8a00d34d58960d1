#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "petseg/bundle/bundle.h"
#include "petseg/core/run_log.h"
#include "petseg/data/photo_set.h"
#include "petseg/loader/training_set.h"
#include "petseg/train/checkpoint.h"
#include "petseg/train/setup.h"

namespace petseg {

struct FitResult {
  int best_epoch = 0;    ///< from 1, the one that is kept: the last without validation photos
  double best_miou = 0;  ///< dataset mIoU of the validation photos at their own size; 0 without
  int epochs = 0;        ///< complete ones
  int steps = 0;
  double seconds = 0;            ///< first step to last checkpoint, validation included
  double images_per_second = 0;  ///< of training, validation left out
  bool stopped_early = false;    ///< as /params/early_stop says
  int stop_signal = 0;           ///< the signal that ended it early; 0 when it ran to its end
};

/// Where a run keeps its files and, when it was interrupted before, what it goes on from.
struct FitRun {
  std::filesystem::path folder;
  std::string identity;  ///< as save_checkpoint() has it
  std::optional<Checkpoint> checkpoint;
};

inline constexpr const char* kBestCheckpoint = "checkpoints/best.safetensors";
inline constexpr const char* kLastCheckpoint = "checkpoints/last.safetensors";

/// Trains `bundle.net` on `photos`; on return it holds the averaged weights of the epoch with the
/// best mIoU on `valid` (of the last epoch when `valid` is empty, of the last step when no epoch
/// was complete). After each epoch it logs the metrics, redraws training.png, and writes
/// kBestCheckpoint (averaged weights) and kLastCheckpoint (see train/checkpoint.h). A stop signal
/// ends it after the running step, with the last checkpoint written. On a fixed number of threads
/// a run that goes on from a checkpoint ends with the same bits as one that was never interrupted.
/// Throws RunError when the loss is not a number or grows far beyond its beginning.
FitResult fit(Bundle& bundle, const TrainingSet& photos, const PhotoSet& valid, const Setup& setup,
              FitRun run, RunLog& log);

}  // namespace petseg
