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

FoldedConv FoldedWeights::get(const torch::nn::Conv2dImpl& conv,
                              const torch::nn::BatchNorm2dImpl& norm, std::int64_t zeros) {
  const Versions versions{conv.weight._version(), norm.weight._version(), norm.bias._version(),
                          norm.running_mean._version(), norm.running_var._version()};
  return get(norm, versions, [&] {
    const auto [weight, bias] = fold(conv, norm);
    return FoldedConv{torch::constant_pad_nd(weight, {zeros, 0, zeros, 0}), bias};
  });
}

FoldedConv FoldedWeights::get(const torch::nn::LinearImpl& linear) {
  const Versions versions{linear.weight._version(), linear.bias._version()};
  return get(linear, versions, [&] { return FoldedConv{linear.weight, linear.bias}; });
}

FoldedConv FoldedWeights::get(const torch::nn::Module& layer, const Versions& versions,
                              const std::function<FoldedConv()>& make) {
  const torch::ScalarType type = computed_type();
  const std::scoped_lock hold(lock_);
  Kept& kept = kept_[&layer];
  if (!kept.folded.weight.defined() || kept.versions != versions || kept.type != type) {
    const auto [weight, bias] = make();
    kept = {{weight.to(type), bias.to(type)}, versions, type};
  }
  return kept.folded;
}

}  // namespace petseg
