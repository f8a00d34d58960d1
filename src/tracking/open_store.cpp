#include "petseg/tracking/open_store.h"

#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/http.h"
#include "petseg/tracking/file_store.h"

#include "tracking/file_uri.h"

namespace petseg {

std::unique_ptr<TrackingStore> open_tracking_store() {
  const char* const value = std::getenv("MLFLOW_TRACKING_URI");
  const std::string uri = value == nullptr || *value == '\0' ? "mlruns" : value;
  if (const auto folder = path_of_uri(uri)) return open_file_store(*folder);
  throw ConfigError(
      fmt::format("MLFLOW_TRACKING_URI {}: tracking servers are not known yet; expected a folder "
                  "or file:///path",
                  without_credentials(uri)));
}

}  // namespace petseg
