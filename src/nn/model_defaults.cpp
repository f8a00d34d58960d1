#include "petseg/nn/model_defaults.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace petseg {

const std::vector<ModelDefaults>& model_defaults() {
  static const std::vector<ModelDefaults> table{{.model = "EfficientNetLite0-Unet",
                                                 .encoder_layers = 48,
                                                 .decoder_channels = {128, 64, 48, 32},
                                                 .frozen_stages = 2},
                                                {.model = "MobileNetV2-Unet",
                                                 .encoder_layers = 51,
                                                 .decoder_channels = {128, 64, 48, 32},
                                                 .frozen_stages = 2},
                                                {.model = "ResNet18-Unet",
                                                 .encoder_layers = 20,
                                                 .decoder_channels = {256, 128, 64, 32},
                                                 .frozen_stages = 2},
                                                {.model = "ResNet34-Unet",
                                                 .encoder_layers = 36,
                                                 .decoder_channels = {256, 128, 64, 32},
                                                 .frozen_stages = 2},
                                                {.model = "VGG16-Unet",
                                                 .encoder_layers = 13,
                                                 .decoder_channels = {256, 128, 64, 32},
                                                 .frozen_stages = 5,
                                                 .image_size = 224},
                                                {.model = "Unet",
                                                 .has_weights = false,
                                                 .encoder_layers = 10,
                                                 .decoder_channels = {256, 128, 64, 32}}};
  return table;
}

const ModelDefaults& model_defaults(std::string_view model) {
  const auto& table = model_defaults();
  const auto found = std::ranges::find(table, model, &ModelDefaults::model);
  if (found == table.end()) throw std::logic_error("no defaults of " + std::string(model));
  return *found;
}

std::vector<std::string_view> model_names() {
  std::vector<std::string_view> names;
  for (const ModelDefaults& defaults : model_defaults()) names.push_back(defaults.model);
  return names;
}

}  // namespace petseg
