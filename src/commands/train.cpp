#include "petseg/commands/train.h"

#include <cmath>

#include <fmt/format.h>
#include <torch/torch.h>

#include "petseg/bundle/predictor.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/core/parallel.h"
#include "petseg/core/run_folder.h"
#include "petseg/core/version.h"
#include "petseg/nn/loss.h"
#include "petseg/nn/precision.h"
#include "petseg/nn/state_dict.h"
#include "petseg/nn/weights.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// Validation photos are scored after each epoch: decoding them each time would cost more than the
/// network does.
constexpr std::size_t kValidationBytes = std::size_t{512} << 20;

/// The splits were made by make-dataset; a setup that says otherwise is worth a word. The training
/// share is not compared: debugging photos come out of it. Splits of whole photos, or pinned by
/// name, come to a little more or less than was asked for.
void warn_about_split(const Setup& setup, const DataSet& data) {
  constexpr double kRounding = 0.02;
  const auto& made = data.split_ratios;
  if (std::abs(setup.valid_split - made[1]) > kRounding ||
      std::abs(setup.test_split - made[2]) > kRounding) {
    log().warn(
        "[train] {} says valid/test {}/{}, the data set was made with {:.3g}/{:.3g}; "
        "make-dataset --train_args {} makes them agree",
        setup.file, setup.valid_split, setup.test_split, made[1], made[2], setup.file);
  }
  if (setup.random_seed != data.seed) {
    log().warn("[train] {} says random_seed {}, the data set was split with {}", setup.file,
               setup.random_seed, data.seed);
  }
}

void load_published_weights(UNetImpl& net, const EncoderSpec& spec, const std::string& choice) {
  const StateDict published = read_encoder_weights(choice, spec.weights);
  load_state_dict(net.encoder(), published, {.source = choice, .unused = spec.classifier_entries});
  if (net.classifier() != nullptr) {
    load_state_dict(*net.classifier(), published, {.source = choice});
  }
}

Bundle fresh_bundle(const Setup& setup) {
  torch::manual_seed(static_cast<std::uint64_t>(setup.seed));
  const EncoderSpec& spec = find_encoder(setup.model, setup.file + ": /setup/model");
  Bundle bundle{.model = setup.model, .preprocessing = preprocessing_of(setup)};
  bundle.net = make_net(setup.model, setup.file + ": /setup", setup.decoder());
  if (setup.pretrained()) load_published_weights(*bundle.net, spec, setup.encoder_weights);
  return bundle;
}

std::map<std::string, std::string> provenance(const Setup& setup, const DataSet& data) {
  return {{"petseg", std::string(version())},
          {"git_revision", std::string(git_revision())},
          {"libtorch", TORCH_VERSION},
          {"cpu", cpu_features()},
          {"threads", std::to_string(at::get_num_threads())},
          {"data_digest", data.digest},
          {"split_seed", std::to_string(data.seed)},
          {"seed", std::to_string(setup.seed)}};
}

fs::path new_run_folder(const TrainOptions& options, const Setup& setup) {
  if (!options.run_dir) return make_run_folder("runs", setup.run_name);
  claim_run_folder(*options.run_dir);
  return *options.run_dir;
}

std::unique_ptr<RunLog> open_log(const fs::path& folder, const Setup& setup, const DataSet& data) {
  write_setup(setup, folder / "setup.json");
  auto log = std::make_unique<RunFolderLog>(folder);
  for (const auto& [name, value] : setup_parameters(setup)) log->parameter(name, value);
  for (const auto& [name, value] : setup.tags) log->tag(name, value);
  for (const auto& [name, value] : provenance(setup, data)) log->tag(name, value);
  log->data_set(data.folder, data.digest);
  return log;
}

void stop_if_asked(const FitResult& result, const fs::path& folder) {
  if (result.stop_signal == 0) return;
  throw Stopped(result.stop_signal,
                fmt::format("stopped after {} steps; the model of epoch {} is saved in {}",
                            result.steps, result.best_epoch, (folder / "model").string()));
}

TrainResult run(Bundle& bundle, const Setup& setup, const DataSet& data, const fs::path& folder,
                RunLog& run_log) {
  const TrainingSet photos(data.folder, data.of(Split::kTrain), bundle.preprocessing,
                           setup.augment);
  PhotoSet valid(data.folder, data.of(Split::kValid));
  valid.keep_in_memory(kValidationBytes);
  log().info("[train] {} on {} photos, validated on {}; run folder {}", setup.model, photos.size(),
             valid.size(), folder.string());
  if (valid.size() == 0) log().warn("[train] no validation photos: the last epoch is kept");

  TrainResult result{.run_folder = folder};
  result.fit = fit(bundle, photos, valid, setup, folder, run_log);
  save_bundle(bundle, folder / "model");
  stop_if_asked(result.fit, folder);

  Predictor predictor(bundle);
  result.report = write_report(predictor, data, folder / "report");
  run_log.results(report_metrics(result.report));
  for (const char* file : {"setup.json", "training.png", "report", "model"}) run_log.file(file);
  return result;
}

}  // namespace

Setup resolve_setup(const TrainOptions& options) {
  Setup setup = read_setup(options.train_args);
  if (options.max_minutes) setup.max_minutes = *options.max_minutes;
  if (options.seed) setup.seed = *options.seed;
  return setup;
}

DataSet read_training_data(const TrainOptions& options) {
  DataSet data = read_data_set(options.data);
  if (data.of(Split::kTrain).empty()) {
    throw DataError(fmt::format("{}: has no training photos", data.folder.string()));
  }
  return data;
}

Preprocessing preprocessing_of(const Setup& setup) {
  const EncoderSpec& spec = find_encoder(setup.model, setup.file + ": /setup/model");
  return {.image_size = setup.image_size,
          .keep_aspect = setup.resize == "keep_aspect",
          .mean = spec.mean,
          .std = spec.std};
}

TrainResult train(const TrainOptions& options) {
  const Setup setup = resolve_setup(options);
  find_loss(setup.loss, setup.file + ": /setup/loss");
  const DataSet data = read_training_data(options);
  warn_about_split(setup, data);
  Bundle bundle = fresh_bundle(setup);
  bundle.provenance = provenance(setup, data);

  // What is wrong with the setup, the data set or the weights was found by now, and leaves no run.
  const fs::path folder = new_run_folder(options, setup);
  const auto run_log = open_log(folder, setup, data);
  try {
    TrainResult result = run(bundle, setup, data, folder, *run_log);
    run_log->finish(RunStatus::kFinished);
    return result;
  } catch (const Stopped&) {
    run_log->finish(RunStatus::kStopped);
    throw;
  } catch (...) {
    run_log->finish(RunStatus::kFailed);
    throw;
  }
}

}  // namespace petseg
