#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <torch/nn/module.h>

#include "petseg/nn/weights.h"

namespace petseg {

class SpeciesClassifier;

/// One level of an encoder's features: [N, channels, H / stride, W / stride].
struct Tap {
  int channels;
  int stride;
};

/// What a U-Net stands on: a classification network, as a pyramid of features.
class Encoder : public torch::nn::Module {
 public:
  /// x: [N, 3, H, W], normalised as the spec says, H and W multiples of 32 → the features of each
  /// tap of the spec.
  virtual std::vector<torch::Tensor> features(torch::Tensor x) = 0;
  /// The first of them; an encoder may spare the work for the others.
  virtual std::vector<torch::Tensor> first_features(torch::Tensor x, std::size_t taps) {
    auto all = features(std::move(x));
    all.resize(taps);
    return all;
  }
  /// The parameters behind the first `taps` taps, 0 to all of them.
  virtual std::vector<torch::Tensor> first_parameters(int taps) const = 0;
};

/// One row of the table of encoders. To add one: its file, its row here and in
/// nn/model_defaults.h, its net in scripts/golden_nets.py.
struct EncoderSpec {
  std::string_view model = {};      ///< of a setup: "VGG16-Unet"
  std::vector<Tap> taps = {};       ///< from fine to coarse: stride 1 or 2, then doubled each time
  std::array<double, 3> mean = {};  ///< of RGB in 0–255
  std::array<double, 3> std = {};
  PublishedWeights weights = {};  ///< trained on ImageNet; without a file name where there are none
  /// Entries of the weights that only the classifier has, as in LoadStateDictOptions::unused.
  std::vector<std::string_view> classifier_entries = {};
  std::shared_ptr<Encoder> (*make)() = nullptr;
  std::shared_ptr<SpeciesClassifier> (*make_classifier)() = nullptr;  ///< null where there is none

  bool has_weights() const { return !weights.file.empty(); }
};

const std::vector<EncoderSpec>& encoder_specs();

/// The encoder of a model name such as "EfficientNetLite0-Unet". Throws ConfigError that lists the
/// known models; `where` names the place of the word, "setup.json: /setup/model".
const EncoderSpec& find_encoder(std::string_view model, const std::string& where);

}  // namespace petseg
