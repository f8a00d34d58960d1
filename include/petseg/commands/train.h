#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "petseg/eval/report.h"
#include "petseg/train/fit.h"

namespace petseg {

struct TrainOptions {
  std::string train_args = "setup.json";  ///< a path, or a file's name in config/
  std::filesystem::path data = "data/preprocessed";
  std::optional<std::filesystem::path> run_dir;  ///< else runs/<run_name>, or the next free one
  std::optional<double> max_minutes;             ///< over /params/max_minutes
  std::optional<int> seed;                       ///< over /params/seed
};

/// The setup that the options name, and what they say over it. Throws as read_setup() does.
Setup resolve_setup(const TrainOptions& options);

/// The data set that they name. Throws DataError when it has no training photos.
DataSet read_training_data(const TrainOptions& options);

Preprocessing preprocessing_of(const Setup& setup);

struct TrainResult {
  std::filesystem::path run_folder;
  FitResult fit;
  Report report;
};

/// Trains a model as a setup says, saves it, and scores the test set and the debugging set. Writes
/// the run folder that docs/architecture.md describes. Throws Stopped after a stop signal, with the
/// model saved.
TrainResult train(const TrainOptions& options);

}  // namespace petseg
