#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include "petseg/bundle/bundle.h"
#include "petseg/nn/state_dict.h"
#include "petseg/train/setup.h"

namespace petseg {

/// The model that a training goes on with, in place of random weights and ImageNet's.
struct EarlierModel {
  std::string uri;
  std::optional<Bundle> bundle;  ///< none for a file of weights, which does not say what it is of
  StateDict weights;
  std::map<std::string, std::string> provenance;  ///< for the new bundle: kProvenance

  static constexpr std::array<const char*, 2> kProvenance{"weights_from", "weights_sha256"};
};

/// `uri`: as resolve_model_uri() has it, or a .safetensors file such as a run's best checkpoint.
/// Throws as resolve_model_uri(), load_bundle() and read_safetensors() do.
EarlierModel read_earlier_model(const std::string& uri);

/// Throws ConfigError when the setup means another network than the saved model is.
void check_agreement(const Setup& setup, const EarlierModel& model);

}  // namespace petseg
