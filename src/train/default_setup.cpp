#include "petseg/nn/model_defaults.h"
#include "petseg/train/setup.h"

namespace petseg {
namespace {

/// How the original project trains its model, apart from what its setup.json says: whole photos
/// squeezed to a square, never changed, looked at once; Keras's Adam, its rate halved on a plateau;
/// no averaging.
void take_recipe_of_original(Setup& setup) {
  setup.resize = "squeeze";
  setup.zoom_in = false;
  setup.optimizer = "Adam";
  setup.weight_decay = 0;
  setup.schedule = "plateau";
  setup.warmup_steps = 0;
  setup.ema = 0;
  setup.augment.enabled = false;
}

}  // namespace

Setup default_setup(std::string_view model) {
  const ModelDefaults& defaults = model_defaults(model);
  Setup setup;
  setup.model = model;
  if (!defaults.has_weights) setup.encoder_weights = "none";
  setup.decoder_channels = defaults.decoder_channels;
  setup.frozen_stages = defaults.frozen_stages;
  setup.image_size = defaults.image_size;
  if (model == "VGG16-Unet") take_recipe_of_original(setup);
  return setup;
}

}  // namespace petseg
