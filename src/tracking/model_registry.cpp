#include "tracking/model_registry.h"

#include <algorithm>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/http.h"

#include "tracking/artifact_path.h"
#include "tracking/environment.h"
#include "tracking/file_registry.h"
#include "tracking/file_uri.h"
#include "tracking/naming_rules.h"
#include "tracking/rest_registry.h"

namespace petseg {

std::unique_ptr<ModelRegistry> open_model_registry(TrackingSettings settings, Patience patience) {
  if (const auto uri = variable("MLFLOW_REGISTRY_URI")) settings.uri = *uri;
  if (without_credentials(settings.uri) != settings.uri) {
    throw ConfigError(
        "MLFLOW_REGISTRY_URI: holds a user name; set MLFLOW_TRACKING_USERNAME and "
        "MLFLOW_TRACKING_PASSWORD instead");
  }
  if (settings.is_remote()) {
    while (settings.uri.ends_with('/')) settings.uri.pop_back();
    return open_rest_registry(settings, std::move(patience));
  }
  if (const auto folder = path_of_uri(settings.uri)) return open_file_registry(*folder);
  throw ConfigError(fmt::format(
      "{}: expected a model registry at an http(s) address, in a folder or at file:///path",
      settings.uri));
}

void check_model_name(const std::string& name) {
  constexpr std::size_t kMaxName = 256;
  if (is_artifact_name(name) && name.size() <= kMaxName && name.find(':') == name.npos) return;
  throw ConfigError(fmt::format(
      "model {:?}: is no name for a model; expected 1 to 256 characters without / and :", name));
}

void check_alias(const std::string& alias) {
  const bool is_version = alias.size() > 1 && (alias[0] == 'v' || alias[0] == 'V') &&
                          alias.find_first_not_of("0123456789", 1) == alias.npos;
  if (is_run_id(alias) && !is_version && alias != "latest") return;
  throw ConfigError(fmt::format(
      "alias {:?}: expected letters, digits, \"_\" and \"-\", and neither \"latest\" nor "
      "a version as v3",
      alias));
}

}  // namespace petseg
