#pragma once

#include <memory>

#include "tracking/model_registry.h"

namespace petseg {

/// The registry of an MLflow server (mlflow/protos/model_registry.proto).
std::unique_ptr<ModelRegistry> open_rest_registry(const TrackingSettings& settings,
                                                  Patience patience);

}  // namespace petseg
