#pragma once

#include <string>
#include <vector>

#include "petseg/tracking/artifact_store.h"
#include "petseg/tracking/tracked_run.h"

#include "core/json.h"

namespace petseg {

// The REST API's JSON. What is missing in an answer is empty or 0, as protobuf has it; readers
// throw DataError for a value of another type.

/// A member that has to be there. Throws DataError.
const Json& object_in(const Json& answer, const char* key);
/// Empty where it is absent.
const Json& list_in(const Json& answer, const char* key);
std::string text_in(const Json& answer, const char* key);

Experiment read_experiment(const Json& json);
TrackedRun read_run(const Json& json);
MetricPoint read_metric(const Json& json);
ArtifactFile read_artifact(const Json& json);

/// `model_id`: of the logged model that it is of, or empty.
Json metric_json(const MetricPoint& point, const std::string& model_id);
Json key_values_json(const std::vector<KeyValue>& pairs);
Json dataset_json(const DatasetInput& dataset);

}  // namespace petseg
