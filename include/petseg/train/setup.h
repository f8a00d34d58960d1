#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "petseg/core/option_table.h"

namespace petseg {

/// What a setup.json says: the original project's keys and ours. `setup_options()` gives each field
/// its key, range and meaning.
struct Setup {
  // setup
  std::string model = "EfficientNetLite0-Unet";
  std::string encoder_weights = "imagenet";
  std::string loss = "CE+Dice";
  std::vector<std::string> metrics = {"IoU", "sensitivity", "specificity"};
  int n_classes = 3;
  int image_size = 224;
  int random_seed = 42;
  double train_split = 0.70;
  double valid_split = 0.08;
  double test_split = 0.15;

  // params
  double learning_rate = 2e-3;
  double encoder_rate = 0.02;
  int batch_size = 16;
  int epochs = 40;

  // tags, experiment
  std::map<std::string, std::string> tags;
  std::string experiment_name = "petseg";
  std::string run_name = "run_1";
};

const OptionTable<Setup>& setup_options();

/// Reads and checks a setup.json. `name` is a path or the name of a file in `config/`. Throws
/// IoError or ConfigError (file, pointer, what was found, what is allowed).
Setup read_setup(const std::string& name);

/// The path that `--train_args name` means: the path itself, or `config/<name>`.
std::filesystem::path find_setup(const std::string& name);

}  // namespace petseg
