#include "petseg/train/adamw.h"

#include <fmt/format.h>
#include <torch/torch.h>

#include "petseg/core/error.h"

namespace petseg {

AdamW::AdamW(std::vector<ParameterGroup> groups, double weight_decay)
    : weight_decay_(weight_decay) {
  for (ParameterGroup& group : groups) {
    State state{.group = std::move(group)};
    for (auto& parameter : state.group.parameters) {
      parameter.set_requires_grad(state.group.rate_scale > 0);
      state.exp_avg.push_back(torch::zeros_like(parameter));
      state.exp_avg_sq.push_back(torch::zeros_like(parameter));
      state.steps.push_back(torch::zeros({}));
    }
    if (state.group.rate_scale > 0) states_.push_back(std::move(state));
  }
}

void AdamW::zero_grad() {
  for (State& state : states_) {
    for (auto& parameter : state.group.parameters) parameter.mutable_grad().reset();
  }
}

void AdamW::step(double learning_rate) {
  const torch::NoGradGuard no_grad;
  for (State& state : states_) {
    std::vector<torch::Tensor> weights, gradients, exp_avg, exp_avg_sq, steps;
    for (std::size_t i = 0; i < state.group.parameters.size(); ++i) {
      const auto& weight = state.group.parameters[i];
      if (!weight.grad().defined()) continue;
      weights.push_back(weight);
      gradients.push_back(weight.grad());
      exp_avg.push_back(state.exp_avg[i]);
      exp_avg_sq.push_back(state.exp_avg_sq[i]);
      steps.push_back(state.steps[i]);
    }
    if (weights.empty()) continue;
    at::_foreach_add_(steps, 1);
    at::_fused_adamw_(weights, gradients, exp_avg, exp_avg_sq, /*max_exp_avg_sqs=*/{}, steps,
                      learning_rate * state.group.rate_scale, /*beta1=*/0.9, /*beta2=*/0.999,
                      weight_decay_, /*eps=*/1e-8, /*amsgrad=*/false, /*maximize=*/false);
  }
}

StateDict AdamW::state() const {
  StateDict state;
  for (std::size_t g = 0; g < states_.size(); ++g) {
    const State& group = states_[g];
    for (std::size_t i = 0; i < group.steps.size(); ++i) {
      const std::string name = fmt::format("{}.{}.", g, i);
      state[name + "exp_avg"] = group.exp_avg[i];
      state[name + "exp_avg_sq"] = group.exp_avg_sq[i];
      state[name + "step"] = group.steps[i];
    }
  }
  return state;
}

void AdamW::load_state(const StateDict& state, const std::string& source) {
  const torch::NoGradGuard no_grad;
  const StateDict own = this->state();
  for (const auto& [name, tensor] : own) {
    const auto found = state.find(name);
    if (found == state.end() || found->second.sizes() != tensor.sizes()) {
      throw DataError(fmt::format("{}: optimizer.{} is missing or of another shape", source, name));
    }
  }
  for (auto [name, tensor] : own) tensor.copy_(state.at(name));
}

}  // namespace petseg
