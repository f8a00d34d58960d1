#pragma once

#include <string>
#include <vector>

#include <torch/types.h>

#include "petseg/nn/state_dict.h"
#include "petseg/train/optimiser_options.h"

namespace petseg {

/// Parameters that share a learning rate.
struct ParameterGroup {
  std::vector<torch::Tensor> parameters;
  double rate_scale = 1;  ///< on the rate given to step(); 0 leaves the group as it is
};

/// The optimisers of PyTorch over LibTorch's fused kernels: one pass over weights, gradients and
/// moments, where those of torch::optim make a dozen.
class Optimiser {
 public:
  Optimiser(std::vector<ParameterGroup> groups, const OptimiserOptions& options);

  void zero_grad();
  /// Scales the gradients down together where their L2 norm is above `max_norm`, as
  /// clip_grad_norm_() does; 0 leaves them as they are.
  void clip_gradients(double max_norm);
  /// One update from the gradients; parameters without a gradient stay.
  void step(double learning_rate);

  /// All that the next step depends on besides weights and gradients: moments and step counts,
  /// named "<group>.<parameter>.exp_avg". They share its memory.
  StateDict state() const;
  /// Goes on from such a state. All or nothing: throws DataError that begins with `source` when it
  /// is one of another optimiser or network.
  void load_state(const StateDict& state, const std::string& source);

 private:
  /// One tensor for each parameter.
  struct Moment {
    std::string_view name;
    std::vector<torch::Tensor> tensors;
  };
  struct State {
    ParameterGroup group;
    std::vector<Moment> moments;
  };

  std::vector<State> states_;
  OptimiserOptions options_;
};

}  // namespace petseg
