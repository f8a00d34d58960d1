#include "petseg/nn/encoder.h"

#include <string>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/nn/efficientnet_lite0.h"
#include "petseg/nn/mobilenet_v2.h"
#include "petseg/nn/plain_encoder.h"
#include "petseg/nn/resnet.h"
#include "petseg/nn/vgg16.h"

namespace petseg {

const std::vector<EncoderSpec>& encoder_specs() {
  static const std::vector<EncoderSpec> specs{
      efficientnet_lite0(), mobilenet_v2(), resnet18(), resnet34(), vgg16(), plain_encoder()};
  return specs;
}

const EncoderSpec& find_encoder(std::string_view model, const std::string& where) {
  std::vector<std::string_view> models;
  for (const EncoderSpec& spec : encoder_specs()) {
    if (spec.model == model) return spec;
    models.push_back(spec.model);
  }
  throw ConfigError(fmt::format("{}: \"{}\" is not one of the models of this version: {}{}", where,
                                model, quoted_list(models), did_you_mean(model, models)));
}

}  // namespace petseg
