#include "petseg/commands/lr_find.h"

#include <memory>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/model_work.h"
#include "cli/validators.h"

namespace petseg {
namespace {

/// Fewer would be noise alone.
constexpr int kFewestSteps = 20, kMostSteps = 10'000;

CLI::Validator steps() {
  return number("STEPS", "a whole number from 20 to 10000", [](double value) {
    return is_whole(value) && value >= kFewestSteps && value <= kMostSteps;
  });
}

void print(const LrFindResult& result, const std::filesystem::path& png) {
  const auto& [curve, proposal] = result;
  fmt::print("rates          {:.1e} to {:.1e}, {} steps{}\n", curve.rates.front(),
             curve.rates.back(), curve.rates.size(),
             curve.diverged ? "; then the loss had doubled" : "");
  fmt::print("lowest loss    at {:.1e}{}\n", proposal.lowest,
             proposal.lowest == curve.rates.back() ? ", the highest that was tried" : "");
  fmt::print("proposal       \"learning_rate\": {:.1e}, where the loss falls fastest\n",
             proposal.rate);
  fmt::print("curve          {}\n", png.string());
}

}  // namespace

void set_up_lr_find(CLI::App& command) {
  const auto options = std::make_shared<LrFindOptions>();
  TrainOptions& train = options->train;
  train.data = kDefaultDataSet;
  command
      .add_option("--train_args,--train-args", train.train_args,
                  "setup.json: a path, or the name of a file in config/")
      ->capture_default_str();
  command.add_option("--data", train.data,
                     fmt::format("data set made by make-dataset [{}]", kDefaultDataSet));
  command.add_option("--out", options->out, "picture of the curve (PNG)")->capture_default_str();
  command
      .add_option("--steps", options->steps,
                  "training steps, at rates from 1e-6 to 1; it ends earlier when the loss doubles")
      ->check(steps())
      ->capture_default_str();
  command.add_option("--seed", train.seed, "over the setup's /params/seed")->check(not_negative());
  command.add_option("--device", train.device, "over the setup's /params/device")
      ->check(device_name());
  command.footer(
      "The learning-rate range test of L. N. Smith (2017): one training step at each rate. The\n"
      "proposal, for the setup's /params/learning_rate, is the rate at which the smoothed losses\n"
      "fall fastest. No model is kept.\n"
      "Example: petseg lr-find --train_args setup.json --data data/preprocessed");
  command.callback(model_work([options] { print(lr_find(*options), options->out); }));
}

}  // namespace petseg
