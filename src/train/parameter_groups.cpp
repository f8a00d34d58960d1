#include "petseg/train/parameter_groups.h"

#include <algorithm>

#include "petseg/nn/encoder_layers.h"

namespace petseg {
namespace {

using Parameters = std::vector<torch::Tensor>;

bool holds(const Parameters& parameters, const torch::Tensor& parameter) {
  return std::ranges::any_of(parameters,
                             [&](const auto& other) { return other.is_same(parameter); });
}

Parameters all_but_last_layers(const Encoder& encoder, int layers) {
  Parameters first;
  const auto all = encoder_layers(encoder);
  for (std::size_t i = 0; i + static_cast<std::size_t>(layers) < all.size(); ++i) {
    first.insert(first.end(), all[i].begin(), all[i].end());
  }
  return first;
}

/// What of a pretrained encoder never learns.
Parameters frozen_parameters(const Encoder& encoder, const Setup& setup) {
  if (setup.tune_layers > 0) return all_but_last_layers(encoder, setup.tune_layers);
  const auto thawed = static_cast<int>(setup.unfreeze_epochs.size());
  return encoder.first_parameters(setup.frozen_stages - thawed);
}

}  // namespace

std::vector<ParameterGroup> parameter_groups(UNetImpl& net, const Setup& setup) {
  ParameterGroup frozen{.rate_scale = 0};
  ParameterGroup encoder;
  ParameterGroup rest;
  if (setup.pretrained()) {
    frozen.parameters = frozen_parameters(net.encoder(), setup);
    encoder.rate_scale = setup.encoder_rate;
  }
  for (const auto& item : net.named_parameters()) {
    if (holds(frozen.parameters, item.value())) continue;
    if (item.key().starts_with("classifier.")) continue;
    ParameterGroup& group = item.key().starts_with("encoder.") ? encoder : rest;
    group.parameters.push_back(item.value());
  }
  return {std::move(frozen), std::move(encoder), std::move(rest)};
}

bool stay_frozen(UNetImpl& net, const Setup& setup, int stages) {
  if (!setup.pretrained()) return false;
  if (setup.encoder_rate == 0) return true;
  const Parameters frozen = frozen_parameters(net.encoder(), setup);
  return std::ranges::all_of(net.encoder().first_parameters(stages),
                             [&](const auto& parameter) { return holds(frozen, parameter); });
}

std::vector<Thaw> thaws(UNetImpl& net, const Setup& setup) {
  std::vector<Thaw> thaws;
  int stage = setup.frozen_stages;
  for (const int epochs : setup.unfreeze_epochs) {
    Thaw thaw{.epochs = epochs};
    const Parameters before = net.encoder().first_parameters(stage - 1);
    for (const auto& parameter : net.encoder().first_parameters(stage)) {
      if (!holds(before, parameter)) thaw.parameters.push_back(parameter);
    }
    thaws.push_back(std::move(thaw));
    --stage;
  }
  return thaws;
}

}  // namespace petseg
