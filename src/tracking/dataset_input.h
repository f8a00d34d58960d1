#pragma once

#include <filesystem>

#include "petseg/core/run_log.h"
#include "petseg/tracking/tracked_run.h"

namespace petseg {

/// A split of the data set in `folder` as an input of a run. Its schema is that of MLflow's tensor
/// data sets (mlflow/data/schema.py): photos uint8 [N, height, width, 3], masks uint8 [N, height,
/// width]; its profile says how many photos there are, of what.
DatasetInput dataset_input(const std::filesystem::path& folder, const DataSplit& split);

}  // namespace petseg
