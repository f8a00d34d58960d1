#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace petseg {

/// The local folder of a saved model: it holds model.json and model.safetensors. `uri` is a run
/// folder, its `model/` folder, such a path after `file:`, or an address that MLflow resolves:
///
///   runs:/<run id>/model                        in the store that MLFLOW_TRACKING_URI names
///   models:/<name>/3, /latest, /<stage>, models:/<name>@<alias>
///   models:/m-<id>                              a model that a run logged
///   mlflow-artifacts:/<path>, s3://<bucket>/<path>
///
/// Models that are not on this computer are fetched into a cache, once. Throws IoError that says
/// what was looked for, or why it could not be fetched, ConfigError for another address and for a
/// run or a model that there is not, and Stopped on a stop signal.
std::filesystem::path resolve_model_uri(const std::string& uri);

/// Whether the address is one that a tracking store or a cloud has to resolve: runs:/, models:/,
/// mlflow-artifacts:/, s3://.
bool is_remote_model_uri(const std::string& uri);

/// The file that `uri` names where that is one, of weights alone; nothing for any other address.
std::optional<std::filesystem::path> find_weights_file(const std::string& uri);

}  // namespace petseg
