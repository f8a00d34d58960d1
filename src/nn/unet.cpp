#include "petseg/nn/unet.h"

#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/nn/close_ups.h"
#include "petseg/nn/species_evidence.h"
#include "petseg/nn/species_fusion.h"
#include "petseg/nn/upsample.h"

namespace petseg {

namespace nn = torch::nn;

DecoderStageImpl::DecoderStageImpl(int in, int skip, int out, const std::string& upsampling)
    : DoubleConvImpl((upsampling == "transposed" ? out : in) + skip, out),
      nearest_(upsampling == "nearest") {
  if (upsampling != "transposed") return;
  up_ =
      register_module("up", nn::ConvTranspose2d(nn::ConvTranspose2dOptions(in, out, 2).stride(2)));
}

torch::Tensor DecoderStageImpl::forward(const torch::Tensor& x, const torch::Tensor& skip) {
  return DoubleConvImpl::forward(torch::cat({upsampled(x), skip}, /*dim=*/1));
}

torch::Tensor DecoderStageImpl::upsampled(const torch::Tensor& x) {
  if (!up_.is_empty()) return up_(x);
  return nearest_ ? repeat_twice(x) : upsample_twice(x);
}

UNetImpl::UNetImpl(const EncoderSpec& spec, const DecoderOptions& decoder, const std::string& where)
    : options_(resolve_decoder(spec, decoder, where)),
      half_size_(spec.taps.front().stride == 2),
      encoder_(spec.make()) {
  register_module("encoder", encoder_);
  int channels = spec.taps.back().channels;
  if (spec.make_classifier != nullptr) {
    classifier_ = register_module("classifier", spec.make_classifier());
    channels += kEvidenceChannels;
  }
  const auto stages = register_module("decoder", nn::ModuleList());
  for (std::size_t i = 0; i < options_.channels.size(); ++i) {
    const int skip = spec.taps[spec.taps.size() - 2 - i].channels;
    decoder_.emplace_back(channels, skip, options_.channels[i], options_.upsampling);
    stages->push_back(decoder_.back());
    channels = options_.channels[i];
  }
  head_ = register_module("head", nn::Conv2d(nn::Conv2dOptions(channels, kNumClasses, 1)));
}

UNetImpl::FirstLook UNetImpl::look(const torch::Tensor& x) {
  auto taps = encoder_->features(x);
  auto y = torch::feature_dropout(taps.back(), options_.dropout, is_training());
  torch::Tensor evidence;
  if (classifier_) {
    evidence = classifier_->evidence(taps[1]);
    // The evidence is never dropped: the decoder learns to trust it where features of known breeds
    // would be the easier answer.
    y = torch::cat({y, evidence.to(y.scalar_type())}, /*dim=*/1);
  }
  for (auto& stage : decoder_) {
    taps.pop_back();
    y = stage->forward(y, taps.back());
  }
  // Three channels are too few for channels_last kernels; and losses want float32 anyway.
  auto logits = head_(y).to(torch::kFloat32).contiguous();
  if (half_size_) logits = upsample_twice(logits);
  return {logits, evidence};
}

torch::Tensor UNetImpl::species_odds(const torch::Tensor& x) {
  return photo_odds(classifier_->evidence(encoder_->first_features(x, 2).back())).flatten();
}

torch::Tensor UNetImpl::forward(const torch::Tensor& x) {
  const auto [logits, evidence] = look(x);
  if (!classifier_ || is_training()) return logits;
  const auto none = torch::zeros({x.size(0)}, logits.options());
  CloseUpOdds odds{photo_odds(evidence).flatten(), none.clone(), none.clone()};
  for (std::int64_t i = 0; i < x.size(0); ++i) {
    const auto [pet, cat, dog] = close_ups(x.narrow(0, i, 1), logits.narrow(0, i, 1));
    if (pet.defined()) odds.pet.narrow(0, i, 1).copy_(species_odds(pet));
    if (!cat.defined()) continue;
    odds.cat.narrow(0, i, 1).copy_(species_odds(cat));
    odds.dog.narrow(0, i, 1).copy_(species_odds(dog));
  }
  // Exact on the CPU; of three channels, there and back costs little.
  const CloseUpOdds seen{odds.pet.cpu(), odds.cat.cpu(), odds.dog.cpu()};
  return apply_species_evidence(logits.cpu(), evidence.cpu(), seen).to(x.device());
}

}  // namespace petseg
