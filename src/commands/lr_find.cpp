#include "petseg/commands/lr_find.h"

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/parallel.h"
#include "petseg/core/progress.h"
#include "petseg/core/stop_signal.h"
#include "petseg/image/decode.h"
#include "petseg/image/rate_chart.h"
#include "petseg/loader/batch_loader.h"
#include "petseg/train/learner.h"

namespace petseg {
namespace {

LrCurve measure(Bundle& bundle, const TrainingSet& photos, const Setup& setup, const LrRamp& ramp) {
  const UNet average = make_net(bundle.model, setup.file, bundle.net->decoder_options());
  Learner learner(bundle.net, average, setup);
  BatchLoader loader(photos, bundle.preprocessing, setup.batch_size,
                     static_cast<std::uint64_t>(setup.seed), available_cpus());
  ProgressLine line;
  LrCurve curve;
  for (int step = 0; step < ramp.steps && !curve.diverged; ++step) {
    throw_if_stopped();
    std::vector<Batch> batches;
    for (int i = 0; i < setup.accumulate; ++i) batches.push_back(loader.next());
    try {
      curve.add(ramp.rate(step), learner.step(batches, ramp.rate(step)));
      line.show(fmt::format("step {}/{} rate {:.1e} loss {:.3f}", step + 1, ramp.steps,
                            ramp.rate(step), curve.smoothed.back()));
    } catch (const LossIsNoNumber&) {
      curve.diverged = true;
    }
  }
  return curve;
}

void draw(const LrCurve& curve, const LrProposal& proposal, const Setup& setup,
          const std::filesystem::path& png) {
  RateChart chart{
      .title = fmt::format("Learning-rate range test of {}", setup.model),
      .note = fmt::format("{}: {}, {} photos a step; dots are single steps, the line is their mean",
                          setup.file, setup.optimizer, setup.photos_per_step()),
      .rates = curve.rates,
      .losses = curve.losses,
      .smoothed = curve.smoothed,
      .proposal = proposal.rate,
      .lowest = proposal.lowest};
  write_file(png, encode_png(draw_rate_chart(chart)));
}

}  // namespace

LrFindResult lr_find(const LrFindOptions& options) {
  if (options.out.extension() != ".png") {
    throw ConfigError(fmt::format("--out {}: expected a name in .png", options.out.string()));
  }
  Setup setup = resolve_setup(options.train);
  const DataSet data = training_data(options.train.data.value_or(kDefaultDataSet));
  Bundle bundle = starting_bundle(setup, data);
  const TrainingSet photos(data.folder, data.of(Split::kTrain), bundle.preprocessing,
                           setup.augment);
  LrFindResult result{.curve = measure(bundle, photos, setup, {.steps = options.steps}),
                      .proposal = {}};
  if (result.curve.rates.empty()) {
    throw RunError("the loss of the first step is no number; look at the training photos");
  }
  try {
    result.proposal = propose_rate(result.curve);
  } catch (const RunError&) {
    draw(result.curve, {}, setup, options.out);
    throw;
  }
  draw(result.curve, result.proposal, setup, options.out);
  return result;
}

}  // namespace petseg
