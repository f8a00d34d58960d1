#pragma once

#include <filesystem>
#include <memory>

#include "tracking/model_registry.h"

namespace petseg {

/// The registry in MLflow's file layout (mlflow/store/model_registry/file_store.py):
/// <root>/models/<name>/version-<n>/meta.yaml and aliases/<alias>. `root`: the tracking store.
std::unique_ptr<ModelRegistry> open_file_registry(const std::filesystem::path& root);

}  // namespace petseg
