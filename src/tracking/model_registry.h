#pragma once

#include <memory>
#include <optional>
#include <string>

#include "petseg/tracking/rest_store.h"
#include "petseg/tracking/tracked_run.h"
#include "petseg/tracking/tracking_settings.h"

namespace petseg {

/// Models by name and version, and by the ids that MLflow 3 gives those that runs log. All calls
/// throw ConfigError for what there is not, IoError when the registry cannot be reached, DataError
/// for what MLflow does not write.
class ModelRegistry {
 public:
  virtual ~ModelRegistry() = default;

  /// Makes the next version of a model, and the model where there is none. `source`: the artifact
  /// URI of the model's folder, in the artifacts of the run. `model_id`: of the logged model that
  /// it is, where there is one. What is registered already keeps its version. Returns that, "3".
  virtual std::string register_model(const std::string& name, const std::string& source,
                                     const std::string& run_id,
                                     const std::string& model_id = "") = 0;
  virtual void set_alias(const std::string& name, const std::string& alias,
                         const std::string& version) = 0;

  virtual std::string version_of_alias(const std::string& name, const std::string& alias) = 0;
  /// Of all versions, or of those in a stage ("Production").
  virtual std::string latest_version(const std::string& name, const std::string& stage = "") = 0;
  /// Where the files of a version are: an artifact URI.
  virtual std::string version_uri(const std::string& name, const std::string& version) = 0;

  /// Where the files of a logged model ("m-…") are.
  virtual std::string logged_model_uri(const std::string& model_id) = 0;
  /// The same for the model that a run logged by that name; nothing where there is none, or the
  /// registry knows no such models.
  virtual std::optional<std::string> find_logged_model(const RunInfo& run,
                                                       const std::string& name) = 0;
};

/// The registry of the tracking store, or of another one that MLFLOW_REGISTRY_URI names.
std::unique_ptr<ModelRegistry> open_model_registry(TrackingSettings settings,
                                                   Patience patience = {});

/// Throws ConfigError for a name, or an alias, that MLflow does not take.
void check_model_name(const std::string& name);
void check_alias(const std::string& alias);

}  // namespace petseg
