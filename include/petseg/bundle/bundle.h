#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "petseg/loader/preprocessing.h"
#include "petseg/nn/unet.h"
#include "petseg/report/seen_photos.h"

namespace petseg {

/// A model with all that is needed to use it. Saved as a folder of two files: model.safetensors
/// (weights) and model.json (schema, model name, decoder, class map, preprocessing, provenance,
/// training photos).
struct Bundle {
  std::string model;  ///< "EfficientNetLite0-Unet"
  Preprocessing preprocessing;
  std::map<std::string, std::string> provenance;  ///< petseg and LibTorch versions, data digest, …
  SeenPhotos seen;                                ///< what it was trained on
  UNet net{nullptr};
};

inline constexpr const char* kBundleWeights = "model.safetensors";

/// A network of this name with random weights, in channels_last. Throws ConfigError for an unknown
/// model or an impossible decoder; `where` names the place of the keys, "setup.json: /setup".
UNet make_net(const std::string& model, const std::string& where,
              const DecoderOptions& decoder = {});

/// Writes the folder whole; an earlier model there is replaced only then.
void save_bundle(const Bundle& bundle, const std::filesystem::path& folder);
/// The two files alone, into a folder that is there.
void write_bundle(const Bundle& bundle, const std::filesystem::path& folder);

/// The saved model, in eval mode, on a device. Throws IoError or DataError that names file and key.
Bundle load_bundle(const std::filesystem::path& folder, torch::Device device = torch::kCPU);

}  // namespace petseg
