#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "petseg/tracking/tracking_settings.h"
#include "petseg/tracking/tracking_store.h"

namespace petseg {

/// How long a store waits for a server.
struct Patience {
  /// Called with each pause between attempts; false gives up. Empty: sleeps until a stop signal.
  std::function<bool(std::chrono::milliseconds)> pause;
  /// Asked several times a second; true cuts a request that is under way.
  std::function<bool()> is_cancelled;
};

/// An MLflow server, by its REST API 2.0 (mlflow/protos/service.proto). For one thread. Nothing is
/// asked of the server before the first call.
std::unique_ptr<TrackingStore> open_rest_store(const TrackingSettings& settings,
                                               Patience patience = {});

}  // namespace petseg
