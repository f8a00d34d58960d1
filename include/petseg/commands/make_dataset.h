#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "petseg/data/data_set_builder.h"
#include "petseg/data/dataset_config.h"
#include "petseg/data/split.h"

namespace petseg {

/// Flags of make-dataset: each one given holds over dataset.json.
struct MakeDatasetOptions {
  /// dataset.json: a path or a name in config/; empty takes config/dataset.json where it exists,
  /// else the built-in defaults, which are the same.
  std::string config;
  std::filesystem::path out = "data/preprocessed";

  // One source instead of the file's
  std::string source;                        ///< its type
  std::optional<std::filesystem::path> raw;  ///< its folder
  std::string annotations, classes;          ///< as in SourceConfig
  bool download = false;
  std::optional<int> count;

  std::optional<int> seed;
  std::optional<SplitRatios> ratios;
  std::string train_args;  ///< a setup.json for seed and splits, over dataset.json; or empty
  std::vector<std::string> holdout_breeds;
  std::filesystem::path split_file;  ///< a split pinned by names, instead of ratios; or empty
  bool official = false;
  std::optional<int> size;
  std::string border;
  std::optional<double> max_rejected;
  std::optional<double> max_megapixels;
  bool dry_run = false;
};

/// dataset.json, setup.json and flags → what holds. Throws ConfigError for options that contradict
/// each other.
DatasetConfig resolve_dataset_config(const MakeDatasetOptions& options);

/// Raw photos → a prepared data set. Throws what resolving the options, reading the sources and
/// building the data set throw.
BuiltDataSet make_dataset(const MakeDatasetOptions& options);

}  // namespace petseg
