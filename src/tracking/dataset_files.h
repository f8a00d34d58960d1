#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petseg/tracking/tracked_run.h"

namespace petseg {

// The data sets of runs in MLflow's file layout: <experiment>/datasets/<id>/meta.yaml describes
// one, <experiment>/<run>/inputs/<id>/meta.yaml says that the run read it, and what for.

/// Where the run has that data set already, nothing happens, as in MLflow. The caller holds the
/// store's lock. Throws IoError, and ConfigError for a data set that MLflow refuses.
void write_dataset(const std::filesystem::path& experiment, const std::string& run_id,
                   const DatasetInput& dataset);

/// Those of a run. Models among its inputs, and data sets whose description is gone, are left out.
std::vector<DatasetInput> read_datasets(const std::filesystem::path& experiment,
                                        const std::string& run_id);

}  // namespace petseg
