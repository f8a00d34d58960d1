#include "petseg/train/setup.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/config_file.h"
#include "petseg/core/files.h"
#include "petseg/nn/device_names.h"
#include "petseg/nn/model_defaults.h"

#include "core/option_json.h"
#include "train/setup_file.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

const Range kShare{.low = 0, .high = 1};

/// With the number of layers of each encoder.
std::string_view tune_layers_meaning() {
  static const std::string meaning = [] {
    std::vector<std::string> counts;
    for (const ModelDefaults& model : model_defaults()) {
      counts.push_back(fmt::format("{} {}", model.model, model.encoder_layers));
    }
    return fmt::format(
        "above 0: the encoder's last so many layers learn, and all before them keep their weights, "
        "whatever frozen_stages says. A layer is a convolution with its batch norm; poolings do "
        "not count ({})",
        fmt::join(counts, ", "));
  }();
  return meaning;
}

void check_splits(const Setup& setup) {
  const double splits = setup.train_split + setup.valid_split + setup.test_split;
  if (splits <= 1 + 1e-6) return;
  throw ConfigError(
      fmt::format("{}: /setup: train_split, valid_split and test_split add up to {}, more than 1",
                  setup.file, splits));
}

}  // namespace

LossOptions Setup::loss_options() const {
  return {.terms = loss,
          .class_weights = class_weights.numbers,
          .label_smoothing = label_smoothing,
          .focal_gamma = focal_gamma,
          .tversky_alpha = tversky_alpha,
          .tversky_beta = tversky_beta,
          .focal_tversky_gamma = focal_tversky_gamma,
          .boundary_weight = boundary_weight};
}

OptimiserOptions Setup::optimiser_options() const {
  return {
      .name = optimizer, .weight_decay = weight_decay, .momentum = momentum, .nesterov = nesterov};
}

ScheduleOptions Setup::schedule_options() const {
  return {.name = schedule,
          .factor = schedule_factor,
          .patience = patience,
          .power = schedule_power,
          .milestones = milestones,
          .step_epochs = step_epochs};
}

const OptionTable<Setup>& setup_options() {
  static const OptionTable<Setup> own{
      {"/setup/model", &Setup::model, model_names(), "network, <encoder>-Unet"},
      {"/setup/encoder_weights",
       &Setup::encoder_weights,
       {},
       "where the encoder starts: imagenet, a weights file or none (random; it then learns as the "
       "decoder does)"},
      {"/setup/decoder_channels", &Setup::decoder_channels,
       Range{.low = 1, .high = kMaxDecoderChannels},
       "of each decoder stage, from coarse to fine; []: as many as suit the encoder"},
      {"/setup/upsampling", &Setup::upsampling,
       Choices(kUpsamplingNames.begin(), kUpsamplingNames.end()),
       "of the decoder: bilinear, nearest, or transposed, which is learnt"},
      {"/setup/dropout", &Setup::dropout, Range{.low = 0, .high = kMaxDropout},
       "share of the deepest feature channels that a training step leaves out"},
      {"/setup/loss",
       &Setup::loss,
       {},
       "what training minimises: CE, Dice, Focal, FocalTversky, Jaccard, Lovasz, Tversky (\"Loss\" "
       "may follow), or a sum such as 0.5*CE + Dice"},
      {"/setup/class_weights", &Setup::class_weights, Range{.low = 0, .high = 1000},
       "of background, cat, dog: of their pixels in CE and Focal, of their share in the other "
       "losses; []: all the same; auto: the rarer a class is in the training photos' masks, the "
       "higher, with mean 1"},
      {"/setup/label_smoothing", &Setup::label_smoothing, Range{.low = 0, .high = 0.9},
       "CE and Focal: share of each pixel's truth that is spread over all classes"},
      {"/setup/focal_gamma", &Setup::focal_gamma, Range{.low = 0, .high = 10},
       "Focal: how much less pixels count that are right already; 0 is CE"},
      {"/setup/tversky_alpha", &Setup::tversky_alpha,
       Range{.low = 0, .high = 10, .above_low = true},
       "Tversky and FocalTversky: cost of false positives"},
      {"/setup/tversky_beta", &Setup::tversky_beta, Range{.low = 0, .high = 10, .above_low = true},
       "Tversky and FocalTversky: cost of false negatives"},
      {"/setup/focal_tversky_gamma", &Setup::focal_tversky_gamma,
       Range{.low = 0, .high = 10, .above_low = true},
       "FocalTversky: Tversky's loss of a class is taken to the power 1/γ; above 1, what is nearly "
       "right keeps learning"},
      {"/setup/boundary_weight", &Setup::boundary_weight, Range{.low = 0, .high = 100},
       "CE and Focal: pixels at most 3 from another class, at the network's size, count 1 + this "
       "times"},
      {"/setup/metrics", &Setup::metrics, Choices{"IoU", "sensitivity", "specificity"},
       "the original's list, accepted for its sake; what is reported does not depend on it"},
      {"/setup/n_classes", &Setup::n_classes, Range{.low = 1}, "background, cat, dog"},
      {"/setup/image_size", &Setup::image_size, Range{.low = 32, .high = 2048},
       "the network sees about image_size² pixels of a photo; a multiple of 32"},
      {"/setup/resize", &Setup::resize, Choices{"keep_aspect", "squeeze"},
       "whether a photo keeps its aspect on its way into the network"},
      {"/setup/zoom_in",
       &Setup::zoom_in,
       {},
       "whether a prediction looks a second time, larger, at the part of the photo that pets were "
       "found in: better on small animals, and nearly twice the time"},
      {"/setup/random_seed", &Setup::random_seed, Range{.low = 0}, "of the split (make-dataset)"},
      {"/setup/train_split", &Setup::train_split, kShare,
       "share of photos to train on (make-dataset)"},
      {"/setup/valid_split", &Setup::valid_split, kShare, "share that chooses the checkpoint"},
      {"/setup/test_split", &Setup::test_split, kShare, "share that is scored once, at the end"},
      {"/params/learning_rate", &Setup::learning_rate, Range{.low = 0, .above_low = true},
       "peak rate of the decoder"},
      {"/params/encoder_rate", &Setup::encoder_rate, Range{.low = 0, .high = 1},
       "the encoder's rate as a share of the decoder's; 0 freezes it. Close to ImageNet it "
       "generalises better"},
      {"/params/frozen_stages", &Setup::frozen_stages, Range{.low = 0, .high = 5},
       "the encoder's first stages keep their weights: 1 up to its first features (at 1/2 of the "
       "photo's size; 1/1 in VGG16 and Unet), 2 up to those of half that size, …, 5 all; edges and "
       "textures need no learning, and cost the most"},
      {"/params/tune_layers", &Setup::tune_layers, Range{.low = 0}, tune_layers_meaning()},
      {"/params/unfreeze_epochs", &Setup::unfreeze_epochs, Range{.low = 1},
       "after each of these numbers of epochs one more of the frozen stages begins to learn, the "
       "deepest first: [3, 6] with frozen_stages 5 has stage 5 learn from the fourth epoch on and "
       "stage 4 from the seventh, while 1 to 3 stay frozen. Steps then take longer than "
       "max_minutes "
       "measured"},
      {"/params/optimizer", &Setup::optimizer,
       Choices(kOptimiserNames.begin(), kOptimiserNames.end()), "what makes steps of gradients"},
      {"/params/weight_decay", &Setup::weight_decay, Range{.low = 0},
       "of all weights; decoupled in AdamW, else added to the gradient"},
      {"/params/momentum", &Setup::momentum, Range{.low = 0, .high = 0.999}, "of SGD"},
      {"/params/nesterov", &Setup::nesterov, {}, "whether SGD's momentum looks ahead"},
      {"/params/gradient_clip", &Setup::gradient_clip, Range{.low = 0},
       "largest norm of all gradients together, which are scaled down to it; 0 sets none"},
      {"/params/accumulate", &Setup::accumulate, Range{.low = 1, .high = 4096},
       "batches whose gradients are averaged for one step: their photos need not fit into memory "
       "together"},
      {"/params/schedule", &Setup::schedule, Choices(kScheduleNames.begin(), kScheduleNames.end()),
       "how the rate changes after its warm-up: along a cosine to 0; on a plateau of the "
       "validation mIoU (of the loss without validation photos) times schedule_factor; up and down "
       "in one cycle; (1 - share done)^schedule_power; step by step at epochs; or not at all"},
      {"/params/warmup_steps", &Setup::warmup_steps, Range{.low = 0},
       "steps over which the rate rises linearly"},
      {"/params/schedule_factor", &Setup::schedule_factor,
       Range{.low = 0, .high = 1, .above_low = true}, "plateau and step: on the rate, each time"},
      {"/params/patience", &Setup::patience, Range{.low = 1},
       "plateau: epochs without a better score before the rate falls"},
      {"/params/schedule_power", &Setup::schedule_power,
       Range{.low = 0, .high = 10, .above_low = true}, "poly: its power; 1 falls linearly"},
      {"/params/milestones", &Setup::milestones, Range{.low = 1},
       "step: the rate falls after so many epochs; []: see step_epochs"},
      {"/params/step_epochs", &Setup::step_epochs, Range{.low = 1},
       "step: the rate falls each time after so many epochs, unless there are milestones"},
      {"/params/ema", &Setup::ema, Range{.low = 0, .high = 0.99999},
       "decay of the weight average that is validated and saved; 0 saves the last weights"},
      {"/params/batch_size", &Setup::batch_size, Range{.low = 1, .high = 4096}, "photos a step"},
      {"/params/epochs", &Setup::epochs, Range{.low = 1}, "passes over the training photos"},
      {"/params/max_minutes", &Setup::max_minutes, Range{.low = 0},
       "stops earlier when the budget is shorter than the epochs; 0 sets no budget. Measured over "
       "the first steps and then fixed as a number of steps"},
      {"/params/early_stop", &Setup::early_stop, Range{.low = 0},
       "ends the run after so many epochs without a better validation mIoU; 0 never"},
      {"/params/checkpoint_steps", &Setup::checkpoint_steps, Range{.low = 0},
       "what --resume goes on from is written every so many steps too, not only after each epoch; "
       "0 never"},
      {"/params/snapshot_epochs", &Setup::snapshot_epochs, Range{.low = 0},
       "keeps the averaged weights of every so many epochs, the newest three; 0 none"},
      {"/params/seed", &Setup::seed, Range{.low = 0}, "of weights, data order and augmentation"},
      {"/params/device", &Setup::device, Choices(kDeviceNames.begin(), kDeviceNames.end()),
       "where the network computes: cuda is an NVIDIA GPU, auto takes one where LibTorch finds it. "
       "The run folder's setup.json says which it was"},
      {"/params/deterministic",
       &Setup::deterministic,
       {},
       "CUDA: algorithms that give the same bits each time, where LibTorch has them; it warns of "
       "operations that have none. On the CPU the same seed and number of threads give the same "
       "bits anyway, interrupted and resumed or not"},
      {"/report/gates",
       &Setup::gates,
       {},
       "thresholds that the report has to meet, else train ends with exit code 5: "
       "\"test.miou>=0.85\", \"dark.species_swap<=0.1\"; test, all or a category, and a metric of "
       "model_performance_summary.json"},
      {"/report/gate_on", &Setup::gate_on, Choices(kGateOnNames.begin(), kGateOnNames.end()),
       "what is held against a threshold: the value, or the worse end of its 95 % interval"},
      {"/tags", &Setup::tags, {}, "any words to find the run by"},
      {"/experiment/experiment_name", &Setup::experiment_name, {}, "groups runs"},
      {"/experiment/run_name", &Setup::run_name, {}, "the run's folder below runs/"},
      {"/experiment/tracked_photos", &Setup::tracked_photos, Range{.low = 0, .high = 64},
       "so many validation photos, cats and dogs, are drawn before the first step and after each "
       "epoch for the run's page in MLflow: photo, truth, prediction, errors. Of more than 50 "
       "epochs every second one is drawn, of more than 100 every third, and so on"},
  };
  static const OptionTable<Setup> table = [] {
    OptionTable<Setup> all = own;
    add_options_of(&Setup::augment, augmentation_options(), all);
    return all;
  }();
  return table;
}

Setup read_setup_as_written(const std::string& name) {
  const fs::path path = find_config_file(name, "--train_args");
  Setup setup = options_from_json(setup_options(), read_setup_file(path), path.string());
  setup.file = path.string();
  check_splits(setup);
  return setup;
}

std::vector<std::pair<std::string, std::string>> setup_parameters(const Setup& setup) {
  const Json json = options_to_json(setup_options(), setup);
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const auto& option : setup_options()) {
    std::string name(option.pointer.substr(1));
    std::replace(name.begin(), name.end(), '/', '.');
    const Json& value = json.at(Json::json_pointer(std::string(option.pointer)));
    parameters.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
  }
  return parameters;
}

void write_setup(const Setup& setup, const fs::path& path) {
  write_file(path, options_to_json(setup_options(), setup).dump(2) + "\n");
}

}  // namespace petseg
