#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petseg/core/option_table.h"
#include "petseg/data/category_rule.h"
#include "petseg/sources/source.h"

namespace petseg {

/// What a dataset.json says: where photos come from, how they are split, and what the debugging set
/// shows. The tables in dataset_config.cpp give each field its key, its range and its meaning.
struct DatasetConfig {
  std::string file;  ///< where it was read from, for messages; empty for the defaults

  std::vector<SourceConfig> sources = {SourceConfig{}, new_data_of("data/raw")};

  // "split"
  double train = 0.70;
  double valid = 0.08;
  double test = 0.15;
  double debugging = 0.07;
  int seed = 42;
  std::vector<std::string> holdout_breeds;
  std::string split_file;
  bool official = false;

  // "photos"
  std::string border = "pet";
  int size = 0;
  double max_megapixels = 100;
  double max_rejected = 0.05;

  // "debugging_set"
  std::vector<CategoryRule> categories = default_categories();
};

const OptionTable<DatasetConfig>& dataset_options();

/// Reads and checks a dataset.json: a path, or the name of a file in `config/`. Throws IoError or
/// ConfigError (file, pointer, what was found, what is allowed).
DatasetConfig read_dataset_config(const std::string& name);

}  // namespace petseg
