#include "petseg/commands/train.h"

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <sys/resource.h>

#include "petseg/commands/compare.h"
#include "petseg/commands/show_batch.h"
#include "petseg/core/error.h"

#include "cli/commands.h"
#include "cli/compare_options.h"
#include "cli/gates.h"
#include "cli/model_work.h"
#include "cli/train_summary.h"
#include "cli/validators.h"

namespace petseg {
namespace {

/// Of this process, in GB.
double peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1e6;  // kilobytes on Linux
}

/// As a gate without a value, a regression that cannot be looked for is a failure.
void check_regressions(const TrainResult& result, const TrainOptions& options) {
  if (result.comparison) return fail_on_regressions(*result.comparison);
  if (!options.regression.allowed) return;
  throw Error(
      ExitCode::kGateNotMet,
      fmt::format("--max_regression {}: {} cannot be compared with {}, as the warning says",
                  *options.regression.allowed, result.run_folder.string(), *options.compare_with));
}

}  // namespace

void set_up_train(CLI::App& command) {
  const auto options = std::make_shared<TrainOptions>();
  const auto batch_png = std::make_shared<std::optional<std::filesystem::path>>();
  auto* resume = command.add_option(
      "--resume", options->resume,
      "folder of a run that was interrupted: goes on from its last checkpoint, bit for bit");
  command
      .add_option("--train_args,--train-args", options->train_args,
                  "setup.json: a path, or the name of a file in config/")
      ->capture_default_str()
      ->excludes(resume);
  command.add_option(
      "--data", options->data,
      fmt::format("data set made by make-dataset [{}, or the resumed run's]", kDefaultDataSet));
  command
      .add_option("--run_dir,--run-dir", options->run_dir,
                  "exact run folder, absent or empty [runs/<run_name>]")
      ->excludes(resume);
  command
      .add_option("--max_minutes,--max-minutes", options->max_minutes,
                  "time budget, over the setup's /params/max_minutes")
      ->check(positive())
      ->excludes(resume);
  command.add_option("--seed", options->seed, "training seed, over the setup's /params/seed")
      ->check(not_negative())
      ->excludes(resume);
  command
      .add_option(
          "--model_uri,--model-uri", options->model_uri,
          "goes on with the weights of an earlier model: run folder, its model/, an address "
          "(runs:/ID/model, models:/NAME@ALIAS, …), or a .safetensors file")
      ->excludes(resume);
  command
      .add_option("--tune_layers,--tune-layers", options->tune_layers,
                  "the encoder's last so many layers learn, over the setup's /params/tune_layers")
      ->check(count())
      ->excludes(resume);
  command.add_option("--device", options->device, "over the setup's /params/device")
      ->check(device_name())
      ->excludes(resume);
  command
      .add_option("--show_batch,--show-batch", *batch_png,
                  "write a picture (PNG) of the first training samples as the network sees them, "
                  "and do not train")
      ->excludes(resume);
  auto* name = command.add_option("--register", options->registration.name,
                                  "the name under which the model is registered in MLflow");
  command.add_option("--alias", options->registration.alias, "that the registered version gets")
      ->needs(name);
  command
      .add_option_function<std::string>(
          "--tracking",
          [options](const std::string& mode) { options->tracking = tracking_mode(mode); },
          "what MLFLOW_TRACKING_URI (else ./mlruns) is told of the run: off, best_effort (what "
          "cannot be sent waits for petseg sync) or strict (then the run fails)")
      ->check(one_of({kTrackingModes.begin(), kTrackingModes.end()}))
      ->default_str("best_effort");
  command.add_flag(
      "--track_checkpoints,--track-checkpoints", options->track_checkpoints,
      "what --resume goes on from is sent there, too, when the run ends or is stopped");
  auto* baseline = command.add_option(
      "--compare_with,--compare-with", options->compare_with,
      "run folder, report or runs:/ID that the new model is compared with at the end");
  for (CLI::Option* option : add_regression_options(command, options->regression)) {
    option->needs(baseline);
  }
  add_setup_help(command);
  command.footer("Example: petseg train --train_args setup.json --max_minutes 6");
  command.callback(model_work([options, batch_png] {
    if (!*batch_png) {
      const TrainResult result = train(*options);
      std::fputs(train_summary(result, peak_memory()).c_str(), stdout);
      fail_on_gates(result.report.gates);
      check_regressions(result, *options);
      return;
    }
    show_batch(*options, **batch_png);
    fmt::print("{}\n", (*batch_png)->string());
  }));
}

}  // namespace petseg
