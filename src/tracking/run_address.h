#pragma once

#include <string>

#include "petseg/tracking/tracked_run.h"

namespace petseg {

/// One line that says where a run is to be seen: its page on a server, or the command that shows a
/// folder. `store`: as TrackingStore::name() has it.
std::string run_address(const std::string& store, const RunInfo& run);

}  // namespace petseg
