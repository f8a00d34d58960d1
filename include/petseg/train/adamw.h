#pragma once

#include <string>
#include <vector>

#include <torch/types.h>

#include "petseg/nn/state_dict.h"

namespace petseg {

/// Parameters that share a learning rate.
struct ParameterGroup {
  std::vector<torch::Tensor> parameters;
  double rate_scale = 1;  ///< on the rate given to step(); 0 leaves the group as it is
};

/// AdamW (Loshchilov and Hutter 2019) over LibTorch's fused kernel: one pass over weights,
/// gradients and moments, where torch::optim::AdamW makes a dozen. β = (0.9, 0.999), ε = 1e-8.
class AdamW {
 public:
  AdamW(std::vector<ParameterGroup> groups, double weight_decay);

  void zero_grad();
  /// One update from the gradients; parameters without a gradient stay.
  void step(double learning_rate);

  /// Its moments and counts, "<group>.<parameter>.exp_avg", …; they share its memory.
  StateDict state() const;
  /// Goes on from such a state. Throws DataError that begins with `source` when it is another's.
  void load_state(const StateDict& state, const std::string& source);

 private:
  struct State {
    ParameterGroup group;
    std::vector<torch::Tensor> exp_avg, exp_avg_sq, steps;
  };

  std::vector<State> states_;
  double weight_decay_;
};

}  // namespace petseg
