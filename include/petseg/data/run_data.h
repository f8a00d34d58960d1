#pragma once

#include "petseg/core/run_log.h"
#include "petseg/data/manifest.h"

namespace petseg {

/// What a run says of its data set: training, validation and test photos, as the manifest has them.
RunData run_data(const DataSet& data);

}  // namespace petseg
