#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "petseg/data/data_set_builder.h"
#include "petseg/data/split.h"

namespace petseg {

struct MakeDatasetOptions {
  std::string source = "oxford";             ///< "oxford", or "synthetic": drawn into `raw` first
  std::optional<std::filesystem::path> raw;  ///< data/raw, or data/raw_synthetic for drawn photos
  std::filesystem::path out = "data/preprocessed";
  std::optional<int> seed;            ///< over the setup's /setup/random_seed; 42
  std::optional<SplitRatios> ratios;  ///< over the setup's splits; 0.70, 0.08, 0.15, 0.07
  std::string train_args;             ///< a setup.json for seed and splits, or empty
  std::vector<std::string> holdout_breeds;
  std::filesystem::path split_file;  ///< a split pinned by names, instead of ratios; or empty
  int size = 0;                      ///< see BuildOptions
  int count = 240;                   ///< photos to draw
};

/// Raw photos → a prepared data set. Throws ConfigError for options that contradict each other, and
/// what reading the source and building the data set throw.
BuiltDataSet make_dataset(const MakeDatasetOptions& options);

}  // namespace petseg
