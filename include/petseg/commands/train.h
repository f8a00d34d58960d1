#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "petseg/report/comparison.h"
#include "petseg/tracking/tracked_run_log.h"
#include "petseg/train/earlier_model.h"
#include "petseg/train/fit.h"

namespace petseg {

struct TrainOptions {
  std::string train_args = "setup.json";         ///< a path, or a file's name in config/
  std::optional<std::filesystem::path> data;     ///< else kDefaultDataSet, or the resumed run's
  std::optional<std::filesystem::path> run_dir;  ///< else runs/<run_name>, or the next free one
  std::optional<double> max_minutes;             ///< over /params/max_minutes
  std::optional<int> seed;                       ///< over /params/seed
  std::optional<int> tune_layers;                ///< over /params/tune_layers
  std::optional<std::string> device;             ///< over /params/device
  /// A saved model or a file of weights to go on with, see read_earlier_model(); else the weights
  /// are random and, in the encoder, what the setup says.
  std::optional<std::string> model_uri;
  /// A run or report (read_scored_run()) that the new model is compared with at the end; the page
  /// is report/comparison.html.
  std::optional<std::string> compare_with;
  RegressionRule regression;
  /// The model is registered under this name when it is tracked; the version gets the alias, if
  /// any.
  RegistrationEvent registration;
  TrackingMode tracking = TrackingMode::kBestEffort;  ///< where tracking_settings() says
  /// At the end, of a run that was stopped too, kLastCheckpoint goes where the run is tracked.
  bool track_checkpoints = false;
  /// The folder of a run that was interrupted, which is gone on with; its setup counts, not the
  /// options above.
  std::optional<std::filesystem::path> resume;
};

inline constexpr const char* kDefaultDataSet = "data/preprocessed";

/// The model that the options name, to go on with. Throws as read_earlier_model() does.
std::optional<EarlierModel> earlier_model(const TrainOptions& options);

/// The setup that the options name, what they say over it, and what it takes from the earlier
/// model. Throws as read_setup() and check_agreement() do.
Setup resolve_setup(const TrainOptions& options,
                    const std::optional<EarlierModel>& earlier = std::nullopt);

/// Reads a data set. Throws DataError when it has no training photos.
DataSet training_data(const std::filesystem::path& folder);

/// How photos become inputs of the setup's model.
Preprocessing preprocessing_of(const Setup& setup);

/// The network with which a run of this setup begins: that of the `earlier` model, else the encoder
/// with its published weights, all others random by the seed. Completes the setup with what the
/// data and the machine decide: class weights that are "auto", and the device. Throws as
/// read_encoder_weights() does.
Bundle starting_bundle(Setup& setup, const DataSet& data,
                       const std::optional<EarlierModel>& earlier = {});

struct TrainResult {
  std::filesystem::path run_folder;
  std::filesystem::path data_folder;
  FitResult fit;
  Report report;
  std::optional<Comparison> comparison;  ///< with the report of TrainOptions::compare_with
};

/// Trains a model as a setup says, saves it, and scores the test set and the debugging set. Writes
/// the run folder that docs/architecture.md describes. Throws Stopped after a stop signal, with the
/// model so far saved and all that `resume` needs.
TrainResult train(const TrainOptions& options);

}  // namespace petseg
