#pragma once

#include <torch/nn/module.h>

namespace petseg {

/// The classification network as it was published, beside the encoder that learns: what it says of
/// species (nn/species_evidence.h) stays as good as it was on breeds that are not trained on. It
/// never learns, and never leaves eval mode.
class SpeciesClassifier : public torch::nn::Module {
 public:
  /// quarter: the encoder's tap at 1/4, [N, C, H / 4, W / 4], up to which the encoder is
  /// the same network while its first two stages are frozen. Returns the evidence, float32
  /// [N, kEvidenceChannels, H / 32, W / 32].
  virtual torch::Tensor evidence(const torch::Tensor& quarter) = 0;

  void train(bool on = true) override;
};

}  // namespace petseg
