#pragma once

#include <filesystem>
#include <memory>

#include "petseg/tracking/tracking_store.h"

namespace petseg {

/// A folder in the layout of MLflow's own file store (mlflow/store/tracking/file_store.py), which
/// MLflow 2 and 3 read, `mlflow ui` shows and `mlflow migrate-filestore` moves. The folder and the
/// experiment "Default" are made by the first call that writes.
std::unique_ptr<TrackingStore> open_file_store(const std::filesystem::path& root);

}  // namespace petseg
