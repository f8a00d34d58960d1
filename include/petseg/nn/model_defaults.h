#pragma once

#include <string_view>
#include <vector>

namespace petseg {

/// What a setup means that names a model and does not say it. A table without LibTorch, so that
/// setups are explained and read where there is none; each row is of an encoder of the same name
/// (nn/encoder.h).
struct ModelDefaults {
  std::string_view model;   ///< "VGG16-Unet"
  bool has_weights = true;  ///< trained on ImageNet and published
  int encoder_layers = 0;   ///< with weights: its convolutions, each with its batch norm
  std::vector<int> decoder_channels = {};  ///< of each decoder stage, from coarse to fine
  int frozen_stages = 0;
  int image_size = 256;
};

/// One row a model, the default model first.
const std::vector<ModelDefaults>& model_defaults();

/// The row of a model. Throws std::logic_error for one that is not in the table.
const ModelDefaults& model_defaults(std::string_view model);

std::vector<std::string_view> model_names();

}  // namespace petseg
