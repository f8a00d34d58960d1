#include "petseg/commands/train.h"

#include <cmath>

#include <fmt/format.h>
#include <torch/torch.h>

#include "petseg/bundle/mlflow_model.h"
#include "petseg/commands/compare.h"
#include "petseg/core/cpu.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/core/parallel.h"
#include "petseg/core/run_folder.h"
#include "petseg/core/sha256.h"
#include "petseg/core/version.h"
#include "petseg/data/run_data.h"
#include "petseg/eval/evaluation.h"
#include "petseg/nn/device.h"
#include "petseg/nn/state_dict.h"
#include "petseg/nn/weights.h"
#include "petseg/train/class_weights.h"
#include "petseg/train/fine_tuning.h"
#include "petseg/train/parameter_groups.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// Validation photos are scored after each epoch: decoding them each time would cost more than the
/// network does.
constexpr std::size_t kValidationBytes = std::size_t{512} << 20;
constexpr const char* kSetupFile = "setup.json";

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

/// "auto" becomes numbers, which the run folder's setup.json keeps.
void find_class_weights(Setup& setup, const DataSet& data) {
  if (!setup.class_weights.is_auto) return;
  const auto where = setup.file + ": /setup/class_weights";
  setup.class_weights = {.numbers = balanced_class_weights(data.of(Split::kTrain), where)};
  log().info("[train] class weights: {:.3f}", fmt::join(setup.class_weights.numbers, ", "));
}

/// "auto" becomes a device, which the run folder's setup.json keeps.
void find_device(Setup& setup) {
  const auto device = choose_device(setup.device, setup.file + ": /params/device");
  setup.device = device.is_cuda() ? "cuda" : "cpu";
}

/// An early stop has to know which epoch was the best.
void check_validation(const Setup& setup, const DataSet& data) {
  if (setup.early_stop == 0 || !data.of(Split::kValid).empty()) return;
  throw DataError(fmt::format("{}: has no validation photos, which {}: /params/early_stop needs",
                              data.folder.string(), setup.file));
}

/// With random weights.
Bundle fresh_bundle(const Setup& setup, const DataSet& data) {
  torch::manual_seed(static_cast<std::uint64_t>(setup.seed));
  return {.model = setup.model,
          .preprocessing = preprocessing_of(setup),
          .seen = seen_photos(data),
          .net = make_net(setup.model, setup.file + ": /setup", setup.decoder())};
}

void load_encoder_weights(UNetImpl& net, const Setup& setup) {
  const EncoderSpec& spec = find_encoder(setup.model, setup.file + ": /setup/model");
  const std::string& choice = setup.encoder_weights;
  const StateDict published = read_encoder_weights(choice, spec.weights);
  load_state_dict(net.encoder(), published, {.source = choice, .unused = spec.classifier_entries});
  if (net.classifier() != nullptr) {
    load_state_dict(*net.classifier(), published, {.source = choice});
  }
}

/// The species classifier goes on from the features of the encoder's first two stages, and is
/// ImageNet's while those are.
void warn_about_species(UNetImpl& net, const Setup& setup) {
  if (net.classifier() == nullptr || !setup.pretrained()) return;
  if (stay_frozen(net, setup, 2)) return;
  log().warn(
      "[train] {}: the encoder's first two stages learn, so that ImageNet's classifier, which "
      "stands on them, tells cats from dogs of other breeds less well",
      setup.file);
}

std::map<std::string, std::string> provenance(const Setup& setup, const DataSet& data) {
  return {{"petseg", std::string(version())},
          {"git_revision", std::string(git_revision())},
          {"libtorch", TORCH_VERSION},
          {"cpu", cpu_features()},
          {"device", setup.device},
          {"threads", std::to_string(at::get_num_threads())},
          {"data_digest", data.digest},
          {"split_seed", std::to_string(data.seed)},
          {"seed", std::to_string(setup.seed)}};
}

EvaluationOptions evaluation_options(const Setup& setup) {
  const std::string where = setup.file + ": /report/gates";
  return {.gates = parse_gates(setup.gates, where),
          .gate_on = gate_on_from_name(setup.gate_on),
          .gates_from = where};
}

fs::path new_run_folder(const TrainOptions& options, const Setup& setup) {
  if (!options.run_dir) return make_run_folder("runs", setup.run_name);
  claim_run_folder(*options.run_dir);
  return *options.run_dir;
}

void stop_if_asked(const FitResult& result, const fs::path& folder) {
  if (result.stop_signal == 0) return;
  const std::string model =
      result.best_epoch > 0 ? fmt::format("epoch {}", result.best_epoch) : "the last step";
  throw Stopped(result.stop_signal,
                fmt::format("stopped after {} steps; the model of {} is saved in {}; petseg train "
                            "--resume {} goes on",
                            result.steps, model, (folder / "model").string(), folder.string()));
}

/// A run that is about to begin, or to go on.
struct Run {
  Setup setup;
  DataSet data;
  Bundle bundle;
  FitRun fit;
};

std::unique_ptr<RunLog> folder_log(const FitRun& run) {
  const auto& checkpoint = run.checkpoint;
  if (!checkpoint) return std::make_unique<RunFolderLog>(run.folder);
  return std::make_unique<RunFolderLog>(run.folder, checkpoint->progress.epochs);
}

std::unique_ptr<TrackedRunLog> tracked_log(const Run& run, const TrackingSettings& settings,
                                           TrackingMode mode) {
  const fs::path& folder = run.fit.folder;
  if (has_journal(folder)) return std::make_unique<TrackedRunLog>(folder, settings, mode);
  const std::string name = folder.filename().string();
  return std::make_unique<TrackedRunLog>(
      folder, new_run_head(settings, run.setup.experiment_name, name), settings, mode);
}

/// A server that strict tracking does not reach leaves no new run.
std::unique_ptr<RunLog> open_log(const Run& run, const TrackingSettings& settings,
                                 const TrainOptions& options) {
  std::vector<std::unique_ptr<RunLog>> logs;
  logs.push_back(folder_log(run.fit));
  try {
    if (options.tracking != TrackingMode::kOff) {
      auto tracked = tracked_log(run, settings, options.tracking);
      if (!options.registration.name.empty()) tracked->register_model(options.registration);
      logs.push_back(std::move(tracked));
    }
  } catch (...) {
    std::error_code ignored;
    if (!options.resume) fs::remove_all(run.fit.folder, ignored);
    throw;
  }
  auto log = std::make_unique<RunLogs>(std::move(logs));
  // First: a run that is killed here is resumed with it.
  log->data_set(run_data(run.data));
  for (const auto& [name, value] : setup_parameters(run.setup)) log->parameter(name, value);
  for (const auto& [name, value] : run.setup.tags) log->tag(name, value);
  for (const auto& [name, value] : run.bundle.provenance) log->tag(name, value);
  return log;
}

/// A model that is trained is not lost to a report on other photos.
std::optional<Comparison> compare_with(const TrainOptions& options, const TrainResult& result) {
  if (!options.compare_with) return std::nullopt;
  try {
    Comparison comparison = compare_runs(
        {.runs = {*options.compare_with, result.run_folder.string()}, .rule = options.regression});
    write_file(result.run_folder / "report" / kComparisonPage,
               compared_page(comparison, result.data_folder));
    return comparison;
  } catch (const DataError& error) {
    log().warn("[train] --compare_with: {}", error.what());
    return std::nullopt;
  }
}

TrainResult carry_out(Run& run, const TrainOptions& options, RunLog& run_log) {
  const auto& [setup, data, bundle, fit_run] = run;
  const fs::path folder = fit_run.folder;
  const TrainingSet photos(data.folder, data.of(Split::kTrain), bundle.preprocessing,
                           setup.augment);
  PhotoSet valid(data.folder, data.of(Split::kValid));
  valid.keep_in_memory(kValidationBytes);
  log().info("[train] {} on {} photos, validated on {}; run folder {}", setup.model, photos.size(),
             valid.size(), folder.string());
  if (valid.size() == 0) log().warn("[train] no validation photos: the last epoch is kept");

  TrainResult result{.run_folder = folder, .data_folder = data.folder};
  result.fit = fit(run.bundle, photos, valid, setup, std::move(run.fit), run_log);
  if (options.track_checkpoints) run_log.file(kLastCheckpoint);
  save_mlflow_model(bundle, folder / "model");
  stop_if_asked(result.fit, folder);

  result.report =
      write_report(bundle, folder.string(), data, folder / "report", evaluation_options(setup));
  result.comparison = compare_with(options, result);
  run_log.results(report_metrics(result.report));
  for (const char* file : {kSetupFile, "training.png", "report", "model"}) run_log.file(file);
  return result;
}

/// What ended the run may keep its log from being written too, a full disk above all; the first
/// error is the one to tell of.
void note_failure(RunLog& log) {
  try {
    log.finish(RunStatus::kFailed);
  } catch (const Error& error) {
    petseg::log().warn("[train] {}", error.what());
  }
}

/// What could not be compared in the end is said before the training.
void check_comparison(const TrainOptions& options) {
  if (!options.compare_with) return;
  check_metric(options.regression.metric, "--metric " + options.regression.metric);
  read_run(*options.compare_with);
}

/// What a checkpoint has to agree with: the resolved setup, and the data.
std::string identity_of(const fs::path& folder, const DataSet& data) {
  return fmt::format("{} {}", sha256(read_file(folder / kSetupFile)), data.digest);
}

/// What is wrong with the setup, the data set or the weights is found here, and leaves no run.
Run new_run(const TrainOptions& options) {
  const auto earlier = earlier_model(options);
  Run run{.setup = resolve_setup(options, earlier)};
  run.data = training_data(options.data.value_or(kDefaultDataSet));
  warn_about_split(run.setup, run.data);
  check_validation(run.setup, run.data);
  if (!run.setup.gates.empty()) check_options(evaluation_options(run.setup), run.data);
  run.bundle = starting_bundle(run.setup, run.data, earlier);
  run.fit.folder = new_run_folder(options, run.setup);
  write_setup(run.setup, run.fit.folder / kSetupFile);
  run.fit.identity = identity_of(run.fit.folder, run.data);
  return run;
}

Run interrupted_run(const TrainOptions& options) {
  const fs::path& folder = *options.resume;
  const RunRecord record = read_run_record(folder);
  if (record.status == "finished") {
    throw ConfigError(fmt::format(
        "--resume {}: the run is finished; there is nothing to go on with", folder.string()));
  }
  if (!fs::exists(folder / kLastCheckpoint)) {
    throw ConfigError(fmt::format(
        "--resume {}: has no {}: the run was stopped before its first checkpoint; train anew",
        folder.string(), kLastCheckpoint));
  }
  Run run{.setup = read_setup((folder / kSetupFile).string()),
          .data = training_data(options.data.value_or(record.data_folder))};
  find_device(run.setup);
  run.bundle = fresh_bundle(run.setup, run.data);
  for (const char* name : EarlierModel::kProvenance) {
    if (!record.tags.contains(name)) continue;
    run.bundle.provenance[name] = record.tags.at(name);
    run.bundle.seen.is_complete = false;  // what the earlier model saw is not in the checkpoint
  }
  run.fit = {.folder = folder, .identity = identity_of(folder, run.data)};
  run.fit.checkpoint = read_checkpoint(folder / kLastCheckpoint, run.fit.identity);
  log().info("[train] going on with {} after {} steps", folder.string(),
             run.fit.checkpoint->progress.step);
  return run;
}

}  // namespace

std::optional<EarlierModel> earlier_model(const TrainOptions& options) {
  if (!options.model_uri) return std::nullopt;
  return read_earlier_model(*options.model_uri);
}

Setup resolve_setup(const TrainOptions& options, const std::optional<EarlierModel>& earlier) {
  const bool is_saved_model = earlier && earlier->bundle;
  Setup setup = read_setup(options.train_args, is_saved_model ? &*earlier->bundle : nullptr);
  if (earlier) check_agreement(setup, *earlier);
  if (options.max_minutes) setup.max_minutes = *options.max_minutes;
  if (options.seed) setup.seed = *options.seed;
  if (options.tune_layers) setup.tune_layers = *options.tune_layers;
  if (options.device) {
    choose_device(*options.device, "--device");
    setup.device = *options.device;
  }
  check_fine_tuning(setup);
  return setup;
}

DataSet training_data(const fs::path& folder) {
  DataSet data = read_data_set(folder);
  if (data.of(Split::kTrain).empty()) {
    throw DataError(fmt::format("{}: has no training photos", data.folder.string()));
  }
  return data;
}

Preprocessing preprocessing_of(const Setup& setup) {
  const EncoderSpec& spec = find_encoder(setup.model, setup.file + ": /setup/model");
  return {.image_size = setup.image_size,
          .keep_aspect = setup.resize == "keep_aspect",
          .zoom_in = setup.zoom_in,
          .mean = spec.mean,
          .std = spec.std};
}

Bundle starting_bundle(Setup& setup, const DataSet& data,
                       const std::optional<EarlierModel>& earlier) {
  find_device(setup);
  find_class_weights(setup, data);
  Bundle bundle = fresh_bundle(setup, data);
  if (earlier) {
    load_state_dict(*bundle.net, earlier->weights, {.source = earlier->uri});
    bundle.provenance = earlier->provenance;
    bundle.seen.add(earlier->bundle ? earlier->bundle->seen : SeenPhotos{});
    log().info("[train] going on with the weights of {}", earlier->uri);
  } else if (setup.pretrained()) {
    load_encoder_weights(*bundle.net, setup);
  }
  return bundle;
}

TrainResult train(const TrainOptions& options) {
  check_comparison(options);
  const bool is_tracked = options.tracking != TrackingMode::kOff;
  const TrackingSettings tracking = is_tracked ? tracking_settings() : TrackingSettings{};
  Run run = options.resume ? interrupted_run(options) : new_run(options);
  set_deterministic(run.setup.deterministic);
  run.bundle.provenance.merge(provenance(run.setup, run.data));
  warn_about_species(*run.bundle.net, run.setup);
  const auto run_log = open_log(run, tracking, options);
  TrainResult result;
  try {
    result = carry_out(run, options, *run_log);
  } catch (const Stopped&) {
    run_log->finish(RunStatus::kStopped);
    throw;
  } catch (...) {
    note_failure(*run_log);
    throw;
  }
  run_log->finish(RunStatus::kFinished);
  return result;
}

}  // namespace petseg
