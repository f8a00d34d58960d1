#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "petseg/core/option_table.h"
#include "petseg/loader/augmentation.h"
#include "petseg/nn/decoder_options.h"
#include "petseg/nn/loss_options.h"
#include "petseg/report/gate.h"
#include "petseg/train/optimiser_options.h"
#include "petseg/train/schedule.h"

namespace petseg {

struct Bundle;

/// What a setup.json says: the original project's keys and ours. The table in setup.cpp gives each
/// field its key, its range and its meaning.
struct Setup {
  std::string file;  ///< where it was read from, for messages

  // "setup": the model, and how make-dataset splits
  std::string model = "EfficientNetLite0-Unet";
  std::string encoder_weights = "imagenet";
  std::vector<int> decoder_channels;
  std::string upsampling = DecoderOptions{}.upsampling;
  double dropout = DecoderOptions{}.dropout;
  std::string loss = LossOptions{}.terms;
  NumbersOrAuto class_weights;
  double label_smoothing = LossOptions{}.label_smoothing;
  double focal_gamma = LossOptions{}.focal_gamma;
  double tversky_alpha = LossOptions{}.tversky_alpha;
  double tversky_beta = LossOptions{}.tversky_beta;
  double focal_tversky_gamma = LossOptions{}.focal_tversky_gamma;
  double boundary_weight = LossOptions{}.boundary_weight;
  std::vector<std::string> metrics = {"IoU", "sensitivity", "specificity"};
  int n_classes = 3;
  int image_size = 256;
  std::string resize = "keep_aspect";
  bool zoom_in = true;
  int random_seed = 42;
  double train_split = 0.70;
  double valid_split = 0.08;
  double test_split = 0.15;

  // "params": how it learns
  double learning_rate = 2e-3;
  double encoder_rate = 0.1;
  int frozen_stages = 2;
  int tune_layers = 0;
  std::vector<int> unfreeze_epochs;
  std::string optimizer = OptimiserOptions{}.name;
  double weight_decay = OptimiserOptions{}.weight_decay;
  double momentum = OptimiserOptions{}.momentum;
  bool nesterov = OptimiserOptions{}.nesterov;
  double gradient_clip = 0;
  int accumulate = 1;
  std::string schedule = ScheduleOptions{}.name;
  int warmup_steps = 20;
  double schedule_factor = ScheduleOptions{}.factor;
  int patience = ScheduleOptions{}.patience;
  double schedule_power = ScheduleOptions{}.power;
  std::vector<int> milestones;
  int step_epochs = ScheduleOptions{}.step_epochs;
  double ema = 0.995;
  int batch_size = 16;
  int epochs = 40;
  double max_minutes = 0;
  int early_stop = 0;
  int checkpoint_steps = 0;
  int snapshot_epochs = 0;
  int seed = 0;
  std::string device = "auto";
  bool deterministic = false;

  Augmentation augment;

  std::map<std::string, std::string> tags;

  // "report": what is asked of it
  std::vector<std::string> gates;
  std::string gate_on = std::string(kGateOnNames.front());

  // "experiment"
  std::string experiment_name = "petseg";
  std::string run_name = "run_1";
  int tracked_photos = 4;

  /// An encoder without weights learns as the decoder does: nothing of it is frozen or slowed down.
  bool pretrained() const { return encoder_weights != "none"; }
  DecoderOptions decoder() const { return {decoder_channels, upsampling, dropout}; }
  int photos_per_step() const { return batch_size * accumulate; }
  /// Without class weights where they are "auto": see balanced_class_weights().
  LossOptions loss_options() const;
  OptimiserOptions optimiser_options() const;
  ScheduleOptions schedule_options() const;
};

const OptionTable<Setup>& setup_options();

/// What a setup that names this model and says nothing else means: from the table of models
/// (nn/model_defaults.h) and, for VGG16-Unet, what the original project does.
Setup default_setup(std::string_view model);

/// Reads and checks a setup.json: a path, or the name of a file in `config/`. What the file leaves
/// open is filled in by default_setup(). A training that goes on with an `earlier` model takes from
/// there what the file leaves open: the model, and where it is the same, its decoder and how photos
/// are resized. Throws IoError or ConfigError (file, pointer, what was found, what is allowed).
Setup read_setup(const std::string& name, const Bundle* earlier = nullptr);

/// The same without regard to the model, and without LibTorch: what the file leaves open stands as
/// in `Setup`, and only the splits are checked together. All that make-dataset needs.
Setup read_setup_as_written(const std::string& name);

/// Every key with its value as text, named "params.learning_rate": what a run logs.
std::vector<std::pair<std::string, std::string>> setup_parameters(const Setup& setup);

/// The resolved setup, every key with its value, as it is kept in the run folder.
void write_setup(const Setup& setup, const std::filesystem::path& path);

}  // namespace petseg
