#pragma once

#include <vector>

#include "petseg/nn/unet.h"
#include "petseg/train/optimiser.h"
#include "petseg/train/setup.h"

namespace petseg {

/// What stays as it is, the rest of the encoder, and everything else but the species classifier. An
/// encoder without weights learns whole.
std::vector<ParameterGroup> parameter_groups(UNetImpl& net, const Setup& setup);

/// Whether the encoder's first stages never learn.
bool stay_frozen(UNetImpl& net, const Setup& setup, int stages);

/// A stage of the encoder that begins to learn later than the others.
struct Thaw {
  int epochs;  ///< complete ones before that
  std::vector<torch::Tensor> parameters;
};

/// As /params/unfreeze_epochs says, the deepest frozen stage first.
std::vector<Thaw> thaws(UNetImpl& net, const Setup& setup);

}  // namespace petseg
