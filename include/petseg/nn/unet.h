#pragma once

#include <memory>
#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include "petseg/nn/decoder_options.h"
#include "petseg/nn/encoder.h"
#include "petseg/nn/layers.h"
#include "petseg/nn/species_classifier.h"

namespace petseg {

/// One step up: upsample ×2, concatenate the encoder's tap of that size, two convolutions.
class DecoderStageImpl : public DoubleConvImpl {
 public:
  DecoderStageImpl(int in, int skip, int out, const std::string& upsampling);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& skip);

 private:
  torch::Tensor upsampled(const torch::Tensor& x);

  bool nearest_;
  torch::nn::ConvTranspose2d up_{nullptr};
};
TORCH_MODULE(DecoderStage);

/// U-Net (Ronneberger, Fischer and Brox 2015): a decoder stage for each tap of the encoder but the
/// deepest, and a 1×1 head on the finest; where that stands at 1/2, the logits are bilinearly
/// upsampled ×2.
class UNetImpl : public torch::nn::Module {
 public:
  /// Throws ConfigError for impossible options, see resolve_decoder().
  explicit UNetImpl(const EncoderSpec& spec, const DecoderOptions& decoder = {},
                    const std::string& where = "the network");

  /// x: [N, 3, H, W], H and W multiples of 32 → float32 logits [N, kNumClasses, H, W].
  /// Where there is a species classifier, its evidence is an input of the decoder and, in eval
  /// mode, is applied to the logits, after it has looked at the animals that were found.
  torch::Tensor forward(const torch::Tensor& x);

  // The two halves of forward(). An export traces them: they do the same at any size.

  struct FirstLook {
    torch::Tensor logits;    ///< of encoder and decoder alone
    torch::Tensor evidence;  ///< see nn/species_evidence.h; undefined without a classifier
  };
  FirstLook look(const torch::Tensor& x);
  /// The classifier's log odds of cat against dog, float32 [N].
  torch::Tensor species_odds(const torch::Tensor& x);

  Encoder& encoder() { return *encoder_; }
  SpeciesClassifier* classifier() { return classifier_.get(); }       ///< null where there is none
  const DecoderOptions& decoder_options() const { return options_; }  ///< resolved

 private:
  DecoderOptions options_;
  bool half_size_;  ///< whether the finest tap stands at 1/2
  std::shared_ptr<Encoder> encoder_;
  std::shared_ptr<SpeciesClassifier> classifier_;
  std::vector<DecoderStage> decoder_;
  torch::nn::Conv2d head_{nullptr};
};
TORCH_MODULE(UNet);

}  // namespace petseg
