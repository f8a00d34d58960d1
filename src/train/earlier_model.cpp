#include "petseg/train/earlier_model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/sha256.h"
#include "petseg/nn/safetensors.h"
#include "petseg/tracking/model_uri.h"

namespace fs = std::filesystem;

namespace petseg {

EarlierModel read_earlier_model(const std::string& uri) {
  EarlierModel model{.uri = uri};
  fs::path file;
  if (const auto weights = find_weights_file(uri)) {
    file = *weights;
    model.weights = read_safetensors(file);
  } else {
    const fs::path folder = resolve_model_uri(uri);
    file = folder / kBundleWeights;
    model.bundle = load_bundle(folder);
    model.weights = state_dict_of(*model.bundle->net);
  }
  model.provenance = {{EarlierModel::kProvenance[0], uri},
                      {EarlierModel::kProvenance[1], sha256(read_file(file))}};
  return model;
}

void check_agreement(const Setup& setup, const EarlierModel& model) {
  if (!model.bundle) return;
  const auto check = [&](std::string_view key, const auto& says, const auto& has) {
    if (says == has) return;
    throw ConfigError(
        fmt::format("{}: /setup/{}: {}, but --model_uri {} has {}; say that or nothing, or train "
                    "without --model_uri",
                    setup.file, key, says, model.uri, has));
  };
  const DecoderOptions& decoder = model.bundle->net->decoder_options();
  check("model", setup.model, model.bundle->model);
  check("decoder_channels", setup.decoder_channels, decoder.channels);
  check("upsampling", setup.upsampling, decoder.upsampling);
}

}  // namespace petseg
