#include "petseg/train/fit.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <torch/torch.h>

#include "petseg/core/error.h"
#include "petseg/core/log.h"
#include "petseg/core/parallel.h"
#include "petseg/core/progress.h"
#include "petseg/core/stop_signal.h"
#include "petseg/eval/score.h"
#include "petseg/loader/batch_loader.h"
#include "petseg/metrics/segmentation_metrics.h"
#include "petseg/nn/loss.h"
#include "petseg/nn/precision.h"
#include "petseg/nn/safetensors.h"
#include "petseg/nn/state_dict.h"
#include "petseg/train/adamw.h"
#include "petseg/train/curves.h"
#include "petseg/train/ema.h"
#include "petseg/train/schedule.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The first steps warm caches up; the next ones are measured for the time budget, until they are
/// enough and have taken their share of it. Early steps vary: on few of them the plan would be off
/// by a fifth.
constexpr int kUnmeasuredSteps = 3;
constexpr int kMeasuredSteps = 12;
constexpr double kMeasuredShare = 0.1;

std::string clock_text(double seconds) {
  const int whole = static_cast<int>(std::max(0.0, seconds));
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

/// What stays, the rest of the encoder, and everything else.
std::vector<ParameterGroup> parameter_groups(UNetImpl& net, const Setup& setup) {
  ParameterGroup frozen{.rate_scale = 0};
  ParameterGroup encoder;
  ParameterGroup rest;
  if (setup.pretrained()) {
    frozen.parameters = net.encoder().first_parameters(setup.frozen_stages);
    encoder.rate_scale = setup.encoder_rate;
  }
  for (const auto& item : net.named_parameters()) {
    const auto same = [&](const torch::Tensor& other) { return other.is_same(item.value()); };
    if (std::ranges::any_of(frozen.parameters, same)) continue;
    if (item.key().starts_with("classifier.")) continue;
    ParameterGroup& group = item.key().starts_with("encoder.") ? encoder : rest;
    group.parameters.push_back(item.value());
  }
  return {std::move(frozen), std::move(encoder), std::move(rest)};
}

/// The run while it trains: what one epoch leaves for the next.
class Trainer {
 public:
  Trainer(Bundle& bundle, const TrainingSet& photos, const PhotoSet& valid, const Setup& setup,
          fs::path run_folder, RunLog& log)
      : bundle_(bundle),
        valid_(valid),
        setup_(setup),
        run_folder_(std::move(run_folder)),
        log_(log),
        average_(make_net(bundle.model, setup.file, bundle.net->decoder_options())),
        predictor_(average_, bundle.preprocessing),
        loss_(find_loss(setup.loss, setup.file + ": /setup/loss")),
        optimiser_(parameter_groups(*bundle.net, setup), setup.weight_decay),
        ema_(*bundle.net, *average_, setup.ema),
        loader_(photos, bundle.preprocessing, setup.batch_size,
                static_cast<std::uint64_t>(setup.seed), available_cpus()) {
    plan_.warmup_steps = setup.warmup_steps;
    plan_.steps_per_epoch = std::max(
        1, static_cast<int>(std::ceil(static_cast<double>(photos.size()) / setup.batch_size)));
    const bool is_measured =
        setup.max_minutes > 0 && max_steps() > kUnmeasuredSteps + kMeasuredSteps;
    if (!is_measured) plan_.total_steps = max_steps();
  }

  void start() {
    measure_validation();
    throw_if_stopped();  // before the first step there is nothing to save
    start_ = Clock::now();
  }

  bool done() const {
    return stop_signal() != 0 || (plan_.total_steps && step_ >= *plan_.total_steps);
  }

  /// Mean loss of the epoch's steps.
  double train_epoch() {
    const auto start = Clock::now();
    double loss_sum = 0;
    int steps = 0;
    bundle_.net->train();
    // The encoder's batch-norm statistics stay ImageNet's: learned on few breeds, they would tell
    // breeds apart rather than species.
    if (setup_.pretrained()) bundle_.net->encoder().eval();
    while (steps < plan_.steps_per_epoch && !done()) {
      const auto step_start = Clock::now();
      loss_sum += train_step();
      ++steps;
      if (!plan_.total_steps) plan_from_clock(seconds_since(step_start));
      show_progress(loss_sum / steps);
    }
    training_seconds_ += seconds_since(start);
    ++result_.epochs;
    return loss_sum / std::max(1, steps);
  }

  /// Scores the averaged weights, logs the epoch and keeps the weights when they are the best.
  void finish_epoch(double loss) {
    SegmentationMetrics metrics;
    if (valid_.size() > 0) metrics = segmentation_metrics(scores_of(score(predictor_, valid_)));
    result_.images_per_second = step_ * setup_.batch_size / training_seconds_;
    log_epoch(loss, metrics);

    const fs::path checkpoints = run_folder_ / "checkpoints";
    const auto weights = state_dict_of(*average_);
    save_safetensors(checkpoints / "last.safetensors", weights);
    // Without a known validation pixel the last epoch is kept.
    if (result_.best_epoch == 0 || !metrics.miou || *metrics.miou > result_.best_miou) {
      result_.best_epoch = result_.epochs;
      result_.best_miou = metrics.miou.value_or(0);
      save_safetensors(checkpoints / "best.safetensors", weights);
    }
    curves_.best_epoch = result_.best_epoch;
    write_training_chart(run_folder_ / "training.png", curves_);
    result_.seconds = seconds_since(start_);
  }

  FitResult finish() {
    const fs::path best = run_folder_ / "checkpoints" / "best.safetensors";
    load_state_dict(*bundle_.net, read_safetensors(best), {.source = best.string()});
    bundle_.net->eval();
    result_.steps = step_;
    result_.stop_signal = stop_signal();
    return result_;
  }

 private:
  int max_steps() const {
    const double steps = static_cast<double>(setup_.epochs) * plan_.steps_per_epoch;
    return static_cast<int>(std::min(steps, 2e9));
  }

  double train_step() {
    const Batch batch = loader_.next();
    const double rate = setup_.learning_rate * learning_rate_factor(step_, plan_);
    optimiser_.zero_grad();
    torch::Tensor logits;
    {
      const Autocast bf16(cpu_has_bf16());
      logits = bundle_.net(batch.images);
    }
    const auto loss = loss_(logits, batch.targets);
    const double value = loss.item<double>();
    if (!std::isfinite(value)) {
      throw RunError(
          fmt::format("the loss became {} at step {}; lower /params/learning_rate (now {})", value,
                      step_ + 1, setup_.learning_rate));
    }
    loss.backward();
    optimiser_.step(rate);
    ema_.update();
    ++step_;
    return value;
  }

  /// Before the first step: the time budget has to know what a validation costs.
  void measure_validation() {
    if (setup_.max_minutes == 0 || valid_.size() == 0) return;
    const PhotoSet tried = valid_.first(16);
    score(predictor_, tried);  // warm-up
    const auto start = Clock::now();
    score(predictor_, tried);
    seconds_per_validation_ = seconds_since(start) / static_cast<double>(tried.size()) *
                              static_cast<double>(valid_.size());
  }

  void plan_from_clock(double step_seconds) {
    if (step_ <= kUnmeasuredSteps) return;
    measured_seconds_ += step_seconds;
    const int measured = step_ - kUnmeasuredSteps;
    if (measured < kMeasuredSteps) return;
    const double budget = setup_.max_minutes * 60;
    const double seconds_per_step = measured_seconds_ / measured;
    const TimeBudget time{.seconds = budget,
                          .seconds_per_step = seconds_per_step,
                          .seconds_per_validation = seconds_per_validation_};
    const int steps = steps_within(time, plan_.steps_per_epoch, max_steps());
    const bool all_epochs_fit = steps == max_steps();
    if (!all_epochs_fit && seconds_since(start_) < kMeasuredShare * budget) return;
    plan_.total_steps = std::max(step_, steps);
    log().info(
        "[train] budget={}min: {} steps planned, at {:.0f} ms a step and {:.1f} s a validation",
        setup_.max_minutes, *plan_.total_steps, 1000 * seconds_per_step, seconds_per_validation_);
  }

  void show_progress(double loss) {
    const double elapsed = seconds_since(start_);
    std::string left = "…";
    if (plan_.total_steps) left = clock_text(elapsed / step_ * (*plan_.total_steps - step_));
    progress_.show(fmt::format("epoch {} step {}/{} loss {:.3f} {:.1f} img/s {} left",
                               result_.epochs + 1, step_, plan_.total_steps.value_or(0), loss,
                               step_ * setup_.batch_size / elapsed, left));
  }

  void log_epoch(double loss, const SegmentationMetrics& metrics) {
    progress_.clear();
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    std::vector<Metric> values{{"train/loss", loss}};
    for (const auto& [name, value] : named_values(metrics)) {
      values.push_back({"valid/" + name, value.value_or(kNone)});
    }
    values.push_back({"steps", static_cast<double>(step_)});
    values.push_back({"images_per_second", result_.images_per_second});
    values.push_back({"seconds", seconds_since(start_)});
    log_.epoch(result_.epochs, values);
    add_epoch(curves_, loss, metrics);
    log().info("[train] epoch={} steps={} loss={:.3f} valid_miou={:.3f} img/s={:.1f}",
               result_.epochs, step_, loss, metrics.miou.value_or(kNone),
               result_.images_per_second);
  }

  Bundle& bundle_;
  const PhotoSet& valid_;
  const Setup& setup_;
  fs::path run_folder_;
  RunLog& log_;

  UNet average_;
  Predictor predictor_;
  Loss loss_;
  AdamW optimiser_;
  Ema ema_;
  BatchLoader loader_;

  StepPlan plan_;
  int step_ = 0;
  Clock::time_point start_{};
  double measured_seconds_ = 0;
  double seconds_per_validation_ = 0;
  double training_seconds_ = 0;
  TrainingCurves curves_;
  ProgressLine progress_;
  FitResult result_;
};

}  // namespace

FitResult fit(Bundle& bundle, const TrainingSet& photos, const PhotoSet& valid, const Setup& setup,
              const fs::path& run_folder, RunLog& log) {
  Trainer trainer(bundle, photos, valid, setup, run_folder, log);
  trainer.start();
  do {
    const double loss = trainer.train_epoch();
    trainer.finish_epoch(loss);
  } while (!trainer.done());
  return trainer.finish();
}

}  // namespace petseg
