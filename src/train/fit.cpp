#include "petseg/train/fit.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <span>

#include <fmt/format.h>
#include <torch/torch.h>

#include "petseg/core/cpu.h"
#include "petseg/core/error.h"
#include "petseg/core/log.h"
#include "petseg/core/parallel.h"
#include "petseg/core/progress.h"
#include "petseg/core/stop_signal.h"
#include "petseg/eval/score.h"
#include "petseg/loader/batch_loader.h"
#include "petseg/metrics/segmentation_metrics.h"
#include "petseg/nn/safetensors.h"
#include "petseg/nn/state_dict.h"
#include "petseg/train/curves.h"
#include "petseg/train/learner.h"
#include "petseg/train/step_planner.h"

#include "train/epoch_pictures.h"
#include "train/snapshots.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

using Clock = std::chrono::steady_clock;

/// How many times its beginning a loss may reach.
constexpr double kDivergence = 3;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

int steps_of_epoch(const TrainingSet& photos, const Setup& setup) {
  const double steps = std::ceil(static_cast<double>(photos.size()) / setup.photos_per_step());
  return std::max(1, static_cast<int>(steps));
}

/// The run while it trains: what one epoch leaves for the next.
class Trainer {
 public:
  Trainer(Bundle& bundle, const TrainingSet& photos, const PhotoSet& valid, const Setup& setup,
          FitRun run, RunLog& log)
      : bundle_(bundle),
        valid_(valid),
        pictures_(valid, setup.tracked_photos),
        setup_(setup),
        run_(std::move(run)),
        log_(log),
        progress_(run_.checkpoint ? run_.checkpoint->progress : TrainingProgress{}),
        average_(make_net(bundle.model, setup.file, bundle.net->decoder_options())),
        learner_(bundle.net, average_, setup),
        predictor_(average_, bundle.preprocessing),
        schedule_(setup.schedule_options()),
        planner_(setup, steps_of_epoch(photos, setup), progress_.total_steps),
        loader_(photos, bundle.preprocessing, setup.batch_size,
                static_cast<std::uint64_t>(setup.seed), available_cpus(),
                static_cast<std::uint64_t>(progress_.step) *
                    static_cast<std::uint64_t>(setup.accumulate)) {
    if (!run_.checkpoint) return;
    learner_.load_state(run_.checkpoint->state, (run_.folder / kLastCheckpoint).string());
    run_.checkpoint.reset();  // as large as the networks
  }

  void start() {
    if (planner_.is_measuring()) measure_validation();
    if (progress_.step == 0) pictures_.draw_beginning(predictor_, log_);
    throw_if_stopped();  // before the first step there is nothing new to save
    const std::chrono::duration<double> before(progress_.seconds);
    start_ = Clock::now() - std::chrono::duration_cast<Clock::duration>(before);
  }

  /// A checkpoint may lie between an epoch's last step and its validation.
  bool done() const {
    const bool is_within_epoch =
        progress_.step > progress_.epochs * planner_.plan().steps_per_epoch;
    if (stop_signal() != 0) return true;
    return !is_within_epoch && (is_last_step_done() || has_stopped_early());
  }

  /// To the epoch's end; false when a signal stopped it before.
  bool train_epoch() {
    const auto start = Clock::now();
    const double before = progress_.training_seconds;
    const int end = (progress_.epochs + 1) * planner_.plan().steps_per_epoch;
    learner_.set_epochs(progress_.epochs);
    while (progress_.step < end && !is_last_step_done() && stop_signal() == 0) {
      train_step();
      progress_.training_seconds = before + seconds_since(start);
      show_progress();
      if (setup_.checkpoint_steps > 0 && progress_.step % setup_.checkpoint_steps == 0) save();
    }
    return progress_.step == end || is_last_step_done();
  }

  /// Scores the averaged weights, logs the epoch and keeps the weights when they are the best.
  void finish_epoch() {
    const int steps = progress_.step - progress_.epochs * planner_.plan().steps_per_epoch;
    const double loss = progress_.loss_sum / std::max(1, steps);
    ++progress_.epochs;
    progress_.loss_sum = 0;
    SegmentationMetrics metrics;
    if (valid_.size() > 0) metrics = validate();
    progress_.plateau.add_score(metrics.miou.value_or(-loss), schedule_);
    log_epoch(loss, metrics);

    // Without a known validation pixel the last epoch is kept.
    if (progress_.best_epoch == 0 || !metrics.miou || *metrics.miou > progress_.best_miou) {
      progress_.best_epoch = progress_.epochs;
      progress_.best_miou = metrics.miou.value_or(0);
      save_safetensors(run_.folder / kBestCheckpoint, state_dict_of(*average_));
    }
    progress_.curves.best_epoch = progress_.best_epoch;
    write_training_chart(run_.folder / "training.png", progress_.curves);
    save_snapshot(run_.folder / "checkpoints", progress_.epochs, setup_.snapshot_epochs, *average_);
    save();
  }

  FitResult finish() {
    if (stop_signal() != 0) save();
    if (has_stopped_early()) {
      log().info("[train] stopped early: no epoch was better than epoch {} for {} epochs",
                 progress_.best_epoch, setup_.early_stop);
    }
    StateDict weights = state_dict_of(*average_);
    if (progress_.best_epoch > 0) weights = read_safetensors(run_.folder / kBestCheckpoint);
    load_state_dict(*bundle_.net, weights, {.source = (run_.folder / kBestCheckpoint).string()});
    bundle_.net->eval();
    return {.best_epoch = progress_.best_epoch,
            .best_miou = progress_.best_miou,
            .epochs = progress_.epochs,
            .steps = progress_.step,
            .seconds = progress_.seconds,
            .images_per_second = images_per_second(),
            .stopped_early = has_stopped_early(),
            .stop_signal = stop_signal()};
  }

 private:
  bool is_last_step_done() const {
    const auto& total = planner_.plan().total_steps;
    return total && progress_.step >= *total;
  }

  bool has_stopped_early() const {
    return setup_.early_stop > 0 && progress_.epochs - progress_.best_epoch >= setup_.early_stop;
  }

  void train_step() {
    const auto start = Clock::now();
    std::vector<Batch> batches;
    for (int i = 0; i < setup_.accumulate; ++i) batches.push_back(loader_.next());
    const double rate = setup_.learning_rate * learning_rate_factor(progress_.step, planner_.plan(),
                                                                    schedule_, progress_.plateau);
    const double loss = learner_.step(batches, rate);
    progress_.loss_sum += loss;
    ++progress_.step;
    log_.step(progress_.step, {{"step/loss", loss}, {"step/learning_rate", rate}});
    check_divergence(loss, batches);
    if (!planner_.is_measuring()) return;
    planner_.add_step(progress_.step, seconds_since(start), seconds_since(start_));
  }

  /// A loss that stays far above its beginning does not come back.
  void check_divergence(double loss, std::span<const Batch> batches) {
    if (progress_.step <= kFirstSteps) {
      progress_.first_loss += loss / kFirstSteps;
      return;
    }
    if (recent_loss_ == 0) recent_loss_ = progress_.first_loss;
    recent_loss_ += (loss - recent_loss_) / kFirstSteps;
    if (recent_loss_ < kDivergence * progress_.first_loss) return;
    throw RunError(
        fmt::format("the loss diverges: {:.3f} around step {}, last on {}, where it began with "
                    "{:.3f}; lower /params/learning_rate (now {})",
                    recent_loss_, progress_.step, list_photos(batches), progress_.first_loss,
                    setup_.learning_rate));
  }

  void save() {
    progress_.seconds = seconds_since(start_);
    progress_.total_steps = planner_.plan().total_steps;
    save_checkpoint(run_.folder / kLastCheckpoint, {progress_, learner_.state()}, run_.identity);
  }

  /// Before the first step: the time budget has to know what a validation costs.
  void measure_validation() {
    if (valid_.size() == 0) return;
    const PhotoSet tried = valid_.first(16);
    score(predictor_, tried);  // warm-up
    const auto start = Clock::now();
    score(predictor_, tried);
    planner_.set_validation_seconds(seconds_since(start) / static_cast<double>(tried.size()) *
                                    static_cast<double>(valid_.size()));
  }

  SegmentationMetrics validate() {
    const PredictionSink draw = pictures_.sink(progress_.epochs, planned_epochs(), log_);
    return segmentation_metrics(scores_of(score(predictor_, valid_, draw)));
  }

  /// Nothing before a time budget is measured.
  std::optional<int> planned_epochs() const {
    const StepPlan& plan = planner_.plan();
    if (!plan.total_steps) return std::nullopt;
    return (*plan.total_steps - 1) / plan.steps_per_epoch + 1;
  }

  double images_per_second() const {
    const double photos = static_cast<double>(progress_.step) * setup_.photos_per_step();
    return photos / std::max(1e-9, progress_.training_seconds);
  }

  void show_progress() {
    const int steps = progress_.step - progress_.epochs * planner_.plan().steps_per_epoch;
    const auto& total = planner_.plan().total_steps;
    std::string left = "…";
    if (total)
      left = clock_text(seconds_since(start_) / progress_.step * (*total - progress_.step));
    line_.show(fmt::format("epoch {} step {}/{} loss {:.3f} {:.1f} img/s {} left",
                           progress_.epochs + 1, progress_.step, total.value_or(0),
                           progress_.loss_sum / steps, images_per_second(), left));
  }

  void log_epoch(double loss, const SegmentationMetrics& metrics) {
    line_.clear();
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    std::vector<Metric> values{{"train/loss", loss}};
    for (const auto& [name, value] : named_values(metrics)) {
      values.push_back({"valid/" + name, value.value_or(kNone)});
    }
    values.push_back({"steps", static_cast<double>(progress_.step)});
    values.push_back({"images_per_second", images_per_second()});
    values.push_back({"seconds", seconds_since(start_)});
    log_.epoch(progress_.epochs, values);
    add_epoch(progress_.curves, loss, metrics);
    log().info("[train] epoch={} steps={} loss={:.3f} valid_miou={:.3f} img/s={:.1f}",
               progress_.epochs, progress_.step, loss, metrics.miou.value_or(kNone),
               images_per_second());
  }

  Bundle& bundle_;
  const PhotoSet& valid_;
  EpochPictures pictures_;
  const Setup& setup_;
  FitRun run_;
  RunLog& log_;

  TrainingProgress progress_;
  UNet average_;
  Learner learner_;
  Predictor predictor_;
  ScheduleOptions schedule_;
  StepPlanner planner_;
  BatchLoader loader_;
  Clock::time_point start_{};
  double recent_loss_ = 0;  // a running mean
  ProgressLine line_;
};

}  // namespace

FitResult fit(Bundle& bundle, const TrainingSet& photos, const PhotoSet& valid, const Setup& setup,
              FitRun run, RunLog& log) {
  Trainer trainer(bundle, photos, valid, setup, std::move(run), log);
  trainer.start();
  while (!trainer.done() && trainer.train_epoch()) trainer.finish_epoch();
  return trainer.finish();
}

}  // namespace petseg
