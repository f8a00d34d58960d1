#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <torch/nn/module.h>

#include "petseg/nn/weights.h"

namespace petseg {

class SpeciesClassifier;

/// What a U-Net stands on: a classification network, as a pyramid of features.
class Encoder : public torch::nn::Module {
 public:
  /// x: [N, 3, H, W], normalised as the spec says, H and W multiples of 32. Returns five taps, the
  /// i-th [N, channels[i], H / 2^(i+1), W / 2^(i+1)].
  virtual std::vector<torch::Tensor> features(torch::Tensor x) = 0;
  /// The parameters behind the first `taps` taps, 0 to 5.
  virtual std::vector<torch::Tensor> first_parameters(int taps) const = 0;
};

/// One row of the table of encoders. To add one: its file, its row, its golden test.
struct EncoderSpec {
  std::string_view name;        ///< the part before "-Unet" in a setup's model
  std::array<int, 5> channels;  ///< of the taps at 1/2, 1/4, 1/8, 1/16, 1/32
  std::array<double, 3> mean;   ///< of RGB in 0–255, by the publisher of the weights
  std::array<double, 3> std;
  PublishedWeights weights;  ///< trained on ImageNet
  /// Entries of the weights that only the classifier has, as in LoadStateDictOptions::unused.
  std::vector<std::string_view> classifier_entries;
  std::shared_ptr<Encoder> (*make)();
  std::shared_ptr<SpeciesClassifier> (*make_classifier)();  ///< null where there is none
};

const std::vector<EncoderSpec>& encoder_specs();

/// The encoder of a model name such as "EfficientNetLite0-Unet". Throws ConfigError that lists the
/// known models; `where` names the place of the word, "setup.json: /setup/model".
const EncoderSpec& find_encoder(std::string_view model, const std::string& where);

}  // namespace petseg
