#include "petseg/bundle/bundle.h"
#include "petseg/core/classes.h"
#include "petseg/nn/encoder.h"
#include "petseg/nn/loss.h"
#include "petseg/train/fine_tuning.h"
#include "petseg/train/setup.h"

#include "core/option_json.h"
#include "train/setup_file.h"

namespace petseg {
namespace {

void take_shape_of(const Bundle& bundle, Setup& setup) {
  const DecoderOptions& decoder = bundle.net->decoder_options();
  setup.decoder_channels = decoder.channels;
  setup.upsampling = decoder.upsampling;
  setup.dropout = decoder.dropout;
  setup.image_size = bundle.preprocessing.image_size;
  setup.resize = bundle.preprocessing.keep_aspect ? "keep_aspect" : "squeeze";
  setup.zoom_in = bundle.preprocessing.zoom_in;
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
  make_loss(setup.loss_options(), setup.file + ": /setup");
  if (setup.nesterov && (setup.optimizer != "SGD" || setup.momentum == 0)) {
    fail("/params/nesterov: true is for the optimizer SGD with a momentum above 0");
  }
  check_augmentation(setup.augment, setup.file);
  check_fine_tuning(setup);
  const std::string& name = setup.run_name;
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos) {
    fail(
        fmt::format("/experiment/run_name: \"{}\" is not a name for a folder in runs/; --run_dir "
                    "takes a path",
                    name));
  }
}

}  // namespace

Setup read_setup(const std::string& name, const Bundle* earlier) {
  const Setup written = read_setup_as_written(name);
  const Json json = read_setup_file(written.file);
  const bool is_model_open = !json.contains("/setup/model"_json_pointer);
  const std::string& model = earlier && is_model_open ? earlier->model : written.model;
  const EncoderSpec& spec = find_encoder(model, written.file + ": /setup/model");

  Setup defaults = default_setup(spec.model);
  if (earlier && earlier->model == model) take_shape_of(*earlier, defaults);
  Setup setup = options_from_json(setup_options(), json, written.file, defaults);
  setup.file = written.file;
  setup.decoder_channels = resolve_decoder(spec, setup.decoder(), setup.file + ": /setup").channels;
  check_together(setup, spec);
  return setup;
}

}  // namespace petseg
