#pragma once

#include <span>
#include <string>
#include <vector>

#include "petseg/core/error.h"
#include "petseg/loader/batch_loader.h"
#include "petseg/nn/loss.h"
#include "petseg/nn/state_dict.h"
#include "petseg/nn/unet.h"
#include "petseg/train/ema.h"
#include "petseg/train/optimiser.h"
#include "petseg/train/parameter_groups.h"
#include "petseg/train/setup.h"

namespace petseg {

/// The loss of a step is infinite, or not a number.
struct LossIsNoNumber : RunError {
  using RunError::RunError;
};

/// A network while it learns: its weights, the optimiser's moments, and the running average of the
/// weights, on the setup's device. Batches come from the CPU, and the state goes there. Forward
/// passes in bf16 on a CPU that has it.
class Learner {
 public:
  /// `average` is a second network of the same shape, overwritten with the weights of `net`. Both
  /// move to the device. Throws ConfigError when the device is not there.
  Learner(UNet net, UNet average, const Setup& setup);

  /// The epochs that are complete: has the stages learn that are to learn by then.
  void set_epochs(int epochs);

  /// One optimiser step from the mean of the batches' gradients; returns the mean of their losses.
  /// Throws LossIsNoNumber when that is none, RunError when memory does not suffice, and then
  /// nothing has been learnt from them.
  double step(std::span<const Batch> batches, double learning_rate);

  /// All that the next step depends on, the random numbers of dropout included, under the names
  /// "net.…", "average.…", "optimizer.…", "ema.steps" and "rng". The tensors are copies.
  StateDict state() const;
  /// Goes on from such a state, bit for bit. Throws DataError that begins with `source` when it is
  /// not one of the same network.
  void load_state(const StateDict& state, const std::string& source);

 private:
  torch::Tensor forward(const Batch& batch);
  double add_gradients(const Batch& batch, double share);

  const Setup& setup_;
  torch::Device device_;
  UNet net_;
  UNet average_;
  Loss loss_;
  Optimiser optimiser_;
  Ema ema_;
  std::vector<Thaw> thaws_;
};

}  // namespace petseg
