#pragma once

#include <memory>

#include "petseg/tracking/rest_store.h"
#include "petseg/tracking/tracking_settings.h"
#include "petseg/tracking/tracking_store.h"

namespace petseg {

/// The store that `settings.uri` names: an MLflow server, or a folder in MLflow's file layout.
/// Throws ConfigError for any other address.
std::unique_ptr<TrackingStore> open_tracking_store(const TrackingSettings& settings,
                                                   Patience patience = {});

}  // namespace petseg
