#include "petseg/train/setup.h"

#include <algorithm>

#include "petseg/core/classes.h"
#include "petseg/core/config_file.h"
#include "petseg/core/files.h"
#include "petseg/nn/encoder.h"

#include "core/option_json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

const Range kShare{.low = 0, .high = 1};

/// What a setup of this model starts from.
Setup defaults_of(const EncoderSpec& spec) {
  Setup setup;
  if (!spec.has_weights()) setup.encoder_weights = "none";
  setup.frozen_stages = spec.frozen_stages;
  setup.image_size = spec.image_size;
  return setup;
}

void check_together(const Setup& setup, const EncoderSpec& spec) {
  const auto fail = [&](const std::string& what) { throw ConfigError(setup.file + ": " + what); };
  if (setup.n_classes != kNumClasses) {
    fail(fmt::format("/setup/n_classes: {} is not {} (background, cat, dog)", setup.n_classes,
                     kNumClasses));
  }
  if (setup.encoder_weights == "imagenet" && !spec.has_weights()) {
    fail(
        fmt::format("/setup/encoder_weights: there are no \"imagenet\" weights of {}, expected "
                    "\"none\" or a weights file",
                    setup.model));
  }
  if (setup.image_size % 32 != 0) {
    fail(fmt::format("/setup/image_size: {} is not a multiple of 32", setup.image_size));
  }
  const double splits = setup.train_split + setup.valid_split + setup.test_split;
  if (splits > 1 + 1e-6) {
    fail(fmt::format("/setup: train_split, valid_split and test_split add up to {}, more than 1",
                     splits));
  }
  const std::string& name = setup.run_name;
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos) {
    fail(
        fmt::format("/experiment/run_name: \"{}\" is not a name for a folder in runs/; --run_dir "
                    "takes a path",
                    name));
  }
}

}  // namespace

const OptionTable<Setup>& setup_options() {
  static const OptionTable<Setup> table{
      {"/setup/model", &Setup::model, {}, "network, <encoder>-Unet"},
      {"/setup/encoder_weights",
       &Setup::encoder_weights,
       {},
       "where the encoder starts: imagenet, a weights file or none (random; it then learns as the "
       "decoder does)"},
      {"/setup/decoder_channels", &Setup::decoder_channels,
       Range{.low = 1, .high = kMaxDecoderChannels},
       "of each decoder stage, from coarse to fine; none: as many as suit the encoder"},
      {"/setup/upsampling", &Setup::upsampling, Choices(upsampling_names()),
       "of the decoder: bilinear, nearest, or transposed, which is learnt"},
      {"/setup/dropout", &Setup::dropout, Range{.low = 0, .high = kMaxDropout},
       "share of the deepest feature channels that a training step leaves out"},
      {"/setup/loss", &Setup::loss, {}, "what training minimises"},
      {"/setup/metrics", &Setup::metrics, Choices{"IoU", "sensitivity", "specificity"},
       "the original's list, accepted for its sake; what is reported does not depend on it"},
      {"/setup/n_classes", &Setup::n_classes, Range{.low = 1}, "background, cat, dog"},
      {"/setup/image_size", &Setup::image_size, Range{.low = 32, .high = 2048},
       "the network sees about image_size² pixels of a photo; a multiple of 32"},
      {"/setup/resize", &Setup::resize, Choices{"keep_aspect", "squeeze"},
       "whether a photo keeps its aspect on its way into the network"},
      {"/setup/random_seed", &Setup::random_seed, Range{.low = 0}, "of the split (make-dataset)"},
      {"/setup/train_split", &Setup::train_split, kShare,
       "share of photos to train on (make-dataset)"},
      {"/setup/valid_split", &Setup::valid_split, kShare, "share that chooses the checkpoint"},
      {"/setup/test_split", &Setup::test_split, kShare, "share that is scored once, at the end"},
      {"/params/learning_rate", &Setup::learning_rate, Range{.low = 0, .above_low = true},
       "peak rate of the decoder (AdamW)"},
      {"/params/encoder_rate", &Setup::encoder_rate, Range{.low = 0, .high = 1},
       "the encoder's rate as a share of the decoder's; 0 freezes it. Close to ImageNet it "
       "generalises better"},
      {"/params/frozen_stages", &Setup::frozen_stages, Range{.low = 0, .high = 5},
       "the encoder's first stages keep their weights: 1 up to its first features (at 1/2 of the "
       "photo's size; 1/1 in VGG16 and Unet), 2 up to those of half that size, …, 5 all; edges and "
       "textures need no learning, and cost the most. VGG16 is frozen unless this says otherwise"},
      {"/params/weight_decay", &Setup::weight_decay, Range{.low = 0}, "decoupled, on all weights"},
      {"/params/warmup_steps", &Setup::warmup_steps, Range{.low = 0},
       "steps over which the rate rises linearly; it then falls along a cosine to 0"},
      {"/params/ema", &Setup::ema, Range{.low = 0, .high = 0.99999},
       "decay of the weight average that is validated and saved; 0 saves the last weights"},
      {"/params/batch_size", &Setup::batch_size, Range{.low = 1, .high = 4096}, "photos a step"},
      {"/params/epochs", &Setup::epochs, Range{.low = 1}, "passes over the training photos"},
      {"/params/max_minutes", &Setup::max_minutes, Range{.low = 0},
       "stops earlier when the budget is shorter than the epochs; 0 sets no budget. Measured over "
       "the first steps and then fixed as a number of steps"},
      {"/params/checkpoint_steps", &Setup::checkpoint_steps, Range{.low = 0},
       "what --resume goes on from is written every so many steps too, not only after each epoch; "
       "0 never"},
      {"/params/snapshot_epochs", &Setup::snapshot_epochs, Range{.low = 0},
       "keeps the averaged weights of every so many epochs, the newest three; 0 none"},
      {"/params/seed", &Setup::seed, Range{.low = 0}, "of weights, data order and augmentation"},
      {"/tags", &Setup::tags, {}, "any words to find the run by"},
      {"/experiment/experiment_name", &Setup::experiment_name, {}, "groups runs"},
      {"/experiment/run_name", &Setup::run_name, {}, "the run's folder below runs/"},
  };
  return table;
}

Setup read_setup(const std::string& name) {
  const fs::path path = find_config_file(name, "--train_args");
  const std::string file = path.string();
  const Json json = read_json(path);
  const std::string model = options_from_json(setup_options(), json, file).model;
  const EncoderSpec& spec = find_encoder(model, file + ": /setup/model");

  Setup setup = options_from_json(setup_options(), json, file, defaults_of(spec));
  setup.file = file;
  setup.decoder_channels = resolve_decoder(spec, setup.decoder(), file + ": /setup").channels;
  check_together(setup, spec);
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
