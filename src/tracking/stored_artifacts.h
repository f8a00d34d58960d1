#pragma once

#include <vector>

#include "petseg/tracking/run_journal.h"
#include "petseg/tracking/stored_runs.h"

namespace petseg {

/// The artifacts of a stored run, each with a stamp: file by file, but a model (a folder with an
/// MLmodel) as a whole. Links are left out, since they could lead anywhere, and so are artifacts
/// that are not on this computer; both are told of. Throws IoError, and DataError for more files
/// than any run has.
std::vector<ArtifactEvent> stored_artifacts(const StoredRun& run);

}  // namespace petseg
