#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace petseg {

/// A folder of an artifact store in which a model may be.
struct ModelSource {
  std::string uri;     ///< of the store, as open_artifact_store() takes it
  std::string folder;  ///< in it
  std::string run_id;  ///< of the run whose artifacts it has; empty for other ones
};

/// Hands over where a model with this address may be, until `use` returns true: for runs:/ that is
/// the run's artifacts, then the model that the run logged by that name, as MLflow 3 has it. Throws
/// ConfigError for an address that cannot be parsed, or of a run or a model that there is not.
void for_each_source(const std::string& uri, const std::function<bool(const ModelSource&)>& use);

}  // namespace petseg
