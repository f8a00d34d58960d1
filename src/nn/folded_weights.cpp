#include "petseg/nn/folded_weights.h"

#include <ATen/autocast_mode.h>
#include <torch/torch.h>

namespace petseg {
namespace {

thread_local FoldedWeights* used_here = nullptr;

torch::ScalarType computed_type() {
  return at::autocast::is_autocast_enabled(at::kCPU) ? torch::kBFloat16 : torch::kFloat32;
}

}  // namespace

FoldedConv fold(const torch::nn::Conv2dImpl& conv, const torch::nn::BatchNorm2dImpl& norm) {
  const auto scale = norm.weight * torch::rsqrt(norm.running_var + norm.options.eps());
  return {conv.weight * scale.view({-1, 1, 1, 1}), norm.bias - norm.running_mean * scale};
}

FoldedWeights::Use::Use(FoldedWeights& weights) : earlier_(used_here) { used_here = &weights; }
FoldedWeights::Use::~Use() { used_here = earlier_; }

FoldedWeights* FoldedWeights::in_use() { return used_here; }

FoldedWeights::Versions FoldedWeights::versions_of(const torch::nn::Conv2dImpl& conv,
                                                   const torch::nn::BatchNorm2dImpl& norm) {
  return {conv.weight._version(), norm.weight._version(), norm.bias._version(),
          norm.running_mean._version(), norm.running_var._version()};
}

FoldedConv FoldedWeights::get(const torch::nn::Conv2dImpl& conv,
                              const torch::nn::BatchNorm2dImpl& norm) {
  const Versions versions = versions_of(conv, norm);
  const torch::ScalarType type = computed_type();
  const std::scoped_lock hold(lock_);
  Kept& kept = kept_[&norm];
  if (!kept.folded.weight.defined() || kept.versions != versions || kept.type != type) {
    const auto [weight, bias] = fold(conv, norm);
    kept = {{weight.to(type), bias.to(type)}, versions, type};
  }
  return kept.folded;
}

}  // namespace petseg
