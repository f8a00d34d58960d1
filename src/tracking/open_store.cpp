#include "petseg/tracking/open_store.h"

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/tracking/file_store.h"

#include "tracking/file_uri.h"

namespace petseg {

std::unique_ptr<TrackingStore> open_tracking_store(const TrackingSettings& settings,
                                                   Patience patience) {
  if (settings.is_remote()) return open_rest_store(settings, std::move(patience));
  if (const auto folder = path_of_uri(settings.uri)) return open_file_store(*folder);
  throw ConfigError(
      fmt::format("MLFLOW_TRACKING_URI {}: expected an http(s) address, a folder or file:///path",
                  settings.uri));
}

}  // namespace petseg
