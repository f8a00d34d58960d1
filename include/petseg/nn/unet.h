#pragma once

#include <memory>
#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include "petseg/nn/encoder.h"
#include "petseg/nn/species_classifier.h"

namespace petseg {

/// One step up: upsample ×2, concatenate the encoder's tap of that size, twice 3×3 conv + batch
/// norm + ReLU.
class DecoderStageImpl : public torch::nn::Module {
 public:
  DecoderStageImpl(int in, int skip, int out);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& skip);

 private:
  torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
  torch::nn::BatchNorm2d bn1_{nullptr}, bn2_{nullptr};
};
TORCH_MODULE(DecoderStage);

/// U-Net (Ronneberger, Fischer and Brox 2015) on a pretrained encoder: four decoder stages from
/// 1/32 to 1/2, a 1×1 head there, and its logits bilinearly upsampled ×2.
class UNetImpl : public torch::nn::Module {
 public:
  explicit UNetImpl(const EncoderSpec& spec);

  /// x: [N, 3, H, W], H and W multiples of 32 → float32 logits [N, kNumClasses, H, W].
  /// Where there is a species classifier, its evidence is an input of the decoder and, in eval
  /// mode, is applied to the logits.
  torch::Tensor forward(const torch::Tensor& x);

  Encoder& encoder() { return *encoder_; }
  SpeciesClassifier* classifier() { return classifier_.get(); }  ///< null where there is none

 private:
  std::shared_ptr<Encoder> encoder_;
  std::shared_ptr<SpeciesClassifier> classifier_;
  std::vector<DecoderStage> decoder_;
  torch::nn::Conv2d head_{nullptr};
};
TORCH_MODULE(UNet);

}  // namespace petseg
