#include "petseg/nn/species_classifier.h"

#include <torch/torch.h>

namespace petseg {

void SpeciesClassifier::train(bool) {
  torch::nn::Module::train(false);
  for (auto& parameter : parameters()) parameter.set_requires_grad(false);
}

}  // namespace petseg
