#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "petseg/image/chart.h"
#include "petseg/nn/state_dict.h"
#include "petseg/train/schedule.h"

namespace petseg {

/// The steps that say where a run's loss began.
inline constexpr int kFirstSteps = 10;

/// How far a training run is.
struct TrainingProgress {
  int step = 0;                    ///< optimiser steps done
  int epochs = 0;                  ///< complete ones
  double loss_sum = 0;             ///< over the steps of the running epoch
  double first_loss = 0;           ///< mean over the run's first kFirstSteps
  std::optional<int> total_steps;  ///< once it is known
  double seconds = 0;              ///< since the first step, interruptions left out
  double training_seconds = 0;     ///< of those, the ones without validation
  int best_epoch = 0;              ///< from 1; 0: none yet
  double best_miou = 0;            ///< on the validation photos
  Plateau plateau;
  TrainingCurves curves;
};

/// A moment of a training run, from which it goes on as if it had never been stopped.
struct Checkpoint {
  TrainingProgress progress;
  StateDict state;  ///< of a Learner
};

/// Writes a safetensors file, whole or not at all: an earlier one is there until the new one is.
/// `run` is anything that a run of other weights or data would not have: see read_checkpoint().
void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint,
                     const std::string& run);

/// Throws IoError when the file cannot be read, DataError when it is damaged or of another `run`.
Checkpoint read_checkpoint(const std::filesystem::path& path, const std::string& run);

}  // namespace petseg
