#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <torch/nn/module.h>

namespace petseg {

/// Parameters and buffers by their dotted names, "layer1.0.conv1.weight", as PyTorch's
/// `state_dict()` has them.
using StateDict = std::map<std::string, torch::Tensor>;

struct LoadStateDictOptions {
  std::string source = "the weights";  ///< where they came from; begins the error message
  /// The module's entries are named `<prefix><name>`; entries without the prefix are somebody
  /// else's and not looked at.
  std::string prefix = "";
  /// Entries that begin with one of these (after the prefix) may stay unused: "_fc.".
  std::vector<std::string_view> unused = {};
};

/// Copies the entries into the module's parameters and buffers of the same names; floating point
/// types are converted. All or nothing: throws DataError that lists what is missing, unexpected or
/// of another shape, and then nothing was copied. Only `num_batches_tracked` may be missing (files
/// from before PyTorch 0.4.1 lack it).
void load_state_dict(torch::nn::Module& module, const StateDict& state,
                     const LoadStateDictOptions& options = {});

/// The module's parameters and buffers, detached. The tensors share the module's memory: clone
/// what has to outlive the next step.
StateDict state_dict_of(const torch::nn::Module& module);

}  // namespace petseg
