#include "petseg/nn/unet.h"

#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/nn/layers.h"
#include "petseg/nn/species_evidence.h"
#include "petseg/nn/species_fusion.h"
#include "petseg/nn/upsample.h"

namespace petseg {
namespace {

namespace nn = torch::nn;

constexpr std::array<int, 4> kDecoderChannels{128, 64, 48, 32};
constexpr double kFeatureDropout = 0.3;

nn::Conv2d conv3x3(int in, int out) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1).bias(false));
}

}  // namespace

DecoderStageImpl::DecoderStageImpl(int in, int skip, int out) {
  conv1_ = register_module("conv1", conv3x3(in + skip, out));
  bn1_ = register_module("bn1", nn::BatchNorm2d(out));
  conv2_ = register_module("conv2", conv3x3(out, out));
  bn2_ = register_module("bn2", nn::BatchNorm2d(out));
}

torch::Tensor DecoderStageImpl::forward(const torch::Tensor& x, const torch::Tensor& skip) {
  auto y = torch::cat({upsample_twice(x), skip}, /*dim=*/1);
  y = conv_norm(y, conv1_, bn1_).relu_();
  return conv_norm(y, conv2_, bn2_).relu_();
}

UNetImpl::UNetImpl(const EncoderSpec& spec) : encoder_(spec.make()) {
  register_module("encoder", encoder_);
  int channels = spec.channels.back();
  if (spec.make_classifier != nullptr) {
    classifier_ = register_module("classifier", spec.make_classifier());
    channels += kEvidenceChannels;
  }
  const auto decoder = register_module("decoder", nn::ModuleList());
  for (std::size_t i = 0; i < kDecoderChannels.size(); ++i) {
    const int skip = spec.channels[spec.channels.size() - 2 - i];
    decoder_.emplace_back(channels, skip, kDecoderChannels[i]);
    decoder->push_back(decoder_.back());
    channels = kDecoderChannels[i];
  }
  head_ = register_module("head", nn::Conv2d(nn::Conv2dOptions(channels, kNumClasses, 1)));
}

torch::Tensor UNetImpl::forward(const torch::Tensor& x) {
  auto taps = encoder_->features(x);
  auto y = taps.back();
  torch::Tensor evidence;
  if (classifier_) {
    evidence = classifier_->evidence(taps[1]);
    // In training, whole feature channels are left out (Tompson et al. 2015) but never the
    // evidence: the decoder learns to trust it where features of known breeds would be the easier
    // answer.
    y = torch::feature_dropout(y, kFeatureDropout, is_training());
    y = torch::cat({y, evidence.to(y.scalar_type())}, /*dim=*/1);
  }
  for (auto& stage : decoder_) {
    taps.pop_back();
    y = stage->forward(y, taps.back());
  }
  // Three channels are too few for channels_last kernels; and losses want float32 anyway.
  const auto logits = upsample_twice(head_(y).to(torch::kFloat32).contiguous());
  return classifier_ && !is_training() ? apply_species_evidence(logits, evidence) : logits;
}

}  // namespace petseg
