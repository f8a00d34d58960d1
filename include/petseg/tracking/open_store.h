#pragma once

#include <memory>

#include "petseg/tracking/tracking_store.h"

namespace petseg {

/// The store that MLFLOW_TRACKING_URI names: a folder, as a path or a `file:` URI, in MLflow's file
/// layout; unset or empty it is ./mlruns. Throws ConfigError for any other address.
std::unique_ptr<TrackingStore> open_tracking_store();

}  // namespace petseg
