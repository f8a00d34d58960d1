#include "petseg/train/optimiser.h"

#include <fmt/format.h>
#include <torch/torch.h>

#include "petseg/core/error.h"

namespace petseg {
namespace {

constexpr std::string_view kStep = "step";

/// What an optimiser keeps of each parameter.
std::vector<std::string_view> moment_names(const OptimiserOptions& options) {
  if (options.name != "SGD") return {"exp_avg", "exp_avg_sq", kStep};
  if (options.momentum > 0) return {"momentum_buffer"};
  return {};
}

/// Parameters that have a gradient, and the moments of each kind of these.
struct Update {
  std::vector<torch::Tensor> weights, gradients;
  std::vector<std::vector<torch::Tensor>> moments;
};

void apply(const OptimiserOptions& options, const Update& update, double rate) {
  constexpr double kBeta1 = 0.9;
  constexpr double kBeta2 = 0.999;
  constexpr double kEpsilon = 1e-8;
  const auto& [weights, gradients, moments] = update;
  if (options.name == "SGD") {
    // Momentum that starts at 0 is after a step what PyTorch starts it with.
    at::_fused_sgd_(weights, gradients, options.momentum > 0 ? moments[0] : at::TensorList{},
                    options.weight_decay, options.momentum, rate, /*dampening=*/0, options.nesterov,
                    /*maximize=*/false, /*is_first_step=*/false);
    return;
  }
  at::_foreach_add_(moments[2], 1);
  if (options.name == "Adam") {
    at::_fused_adam_(weights, gradients, moments[0], moments[1], /*max_exp_avg_sqs=*/{}, moments[2],
                     rate, kBeta1, kBeta2, options.weight_decay, kEpsilon, /*amsgrad=*/false,
                     /*maximize=*/false);
  } else {
    at::_fused_adamw_(weights, gradients, moments[0], moments[1], /*max_exp_avg_sqs=*/{},
                      moments[2], rate, kBeta1, kBeta2, options.weight_decay, kEpsilon,
                      /*amsgrad=*/false, /*maximize=*/false);
  }
}

}  // namespace

Optimiser::Optimiser(std::vector<ParameterGroup> groups, const OptimiserOptions& options)
    : options_(options) {
  for (ParameterGroup& group : groups) {
    const bool learns = group.rate_scale > 0;
    for (auto& parameter : group.parameters) parameter.set_requires_grad(learns);
    if (!learns) continue;
    State state{.group = std::move(group)};
    for (const auto name : moment_names(options)) {
      auto& moment = state.moments.emplace_back(Moment{.name = name});
      for (const auto& parameter : state.group.parameters) {
        moment.tensors.push_back(name == kStep ? torch::zeros({}, parameter.device())
                                               : torch::zeros_like(parameter));
      }
    }
    states_.push_back(std::move(state));
  }
}

void Optimiser::zero_grad() {
  for (State& state : states_) {
    for (auto& parameter : state.group.parameters) parameter.mutable_grad().reset();
  }
}

void Optimiser::clip_gradients(double max_norm) {
  if (max_norm == 0) return;
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> gradients;
  for (const State& state : states_) {
    for (const auto& parameter : state.group.parameters) {
      if (parameter.grad().defined()) gradients.push_back(parameter.grad());
    }
  }
  if (gradients.empty()) return;
  const double norm = torch::stack(at::_foreach_norm(gradients)).norm().item<double>();
  const double scale = max_norm / (norm + 1e-6);
  if (scale < 1) at::_foreach_mul_(gradients, scale);
}

void Optimiser::step(double learning_rate) {
  const torch::NoGradGuard no_grad;
  for (State& state : states_) {
    Update update;
    update.moments.resize(state.moments.size());
    for (std::size_t i = 0; i < state.group.parameters.size(); ++i) {
      const auto& weight = state.group.parameters[i];
      if (!weight.grad().defined()) continue;
      update.weights.push_back(weight);
      update.gradients.push_back(weight.grad());
      for (std::size_t m = 0; m < state.moments.size(); ++m) {
        update.moments[m].push_back(state.moments[m].tensors[i]);
      }
    }
    if (update.weights.empty()) continue;
    apply(options_, update, learning_rate * state.group.rate_scale);
  }
}

StateDict Optimiser::state() const {
  StateDict found;
  for (std::size_t g = 0; g < states_.size(); ++g) {
    for (const Moment& moment : states_[g].moments) {
      for (std::size_t i = 0; i < moment.tensors.size(); ++i) {
        found[fmt::format("{}.{}.{}", g, i, moment.name)] = moment.tensors[i];
      }
    }
  }
  return found;
}

void Optimiser::load_state(const StateDict& state, const std::string& source) {
  const torch::NoGradGuard no_grad;
  const StateDict own = this->state();
  if (state.size() != own.size()) {
    throw DataError(fmt::format(
        "{}: {} tensors of the optimiser's state, expected {}; it is one of another training",
        source, state.size(), own.size()));
  }
  for (const auto& [name, tensor] : own) {
    const auto found = state.find(name);
    if (found != state.end() && found->second.sizes() == tensor.sizes() &&
        found->second.scalar_type() == tensor.scalar_type()) {
      continue;
    }
    throw DataError(
        fmt::format("{}: the optimiser's {} is missing or of another shape or type; it is one of "
                    "another training",
                    source, name));
  }
  for (auto [name, tensor] : own) tensor.copy_(state.at(name));
}

}  // namespace petseg
