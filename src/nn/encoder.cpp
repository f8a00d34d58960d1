#include "petseg/nn/encoder.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/nn/efficientnet_lite0.h"

namespace petseg {

const std::vector<EncoderSpec>& encoder_specs() {
  static const std::vector<EncoderSpec> specs{efficientnet_lite0()};
  return specs;
}

const EncoderSpec& find_encoder(std::string_view model, const std::string& where) {
  std::vector<std::string> models;
  for (const EncoderSpec& spec : encoder_specs()) {
    models.push_back(fmt::format("{}-Unet", spec.name));
    if (models.back() == model) return spec;
  }
  const std::vector<std::string_view> names(models.begin(), models.end());
  throw ConfigError(fmt::format("{}: \"{}\" is not one of the models of this version: {}{}", where,
                                model, quoted_list(names), did_you_mean(model, names)));
}

}  // namespace petseg
