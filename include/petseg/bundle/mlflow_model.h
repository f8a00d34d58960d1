#pragma once

#include <filesystem>

#include "petseg/bundle/bundle.h"

namespace petseg {

/// Writes a model folder that is both: petseg's bundle (save_bundle()), and a model of MLflow's
/// (https://mlflow.org/docs/latest/model) with the flavours `pytorch` and `python_function`, whose
/// data/model.pth is save_torchscript()'s. `mlflow.pytorch.load_model()`,
/// `mlflow.pyfunc.load_model()` and `mlflow models serve` take it. Whole or not at all; an earlier
/// model there is replaced.
void save_mlflow_model(const Bundle& bundle, const std::filesystem::path& folder);

}  // namespace petseg
