#pragma once

#include <string>
#include <vector>

#include "petseg/tracking/tracking_store.h"

namespace petseg {

/// The ids of all experiments but deleted ones, or of the one with that name. Throws ConfigError
/// for a name that there is not.
std::vector<std::string> experiment_ids(TrackingStore& store, const std::string& name = {});

/// The run with that id, with an id that begins so, or with that name. Throws ConfigError where
/// there is none, or more than one.
TrackedRun find_run(TrackingStore& store, const std::string& word);

}  // namespace petseg
