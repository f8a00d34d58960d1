#pragma once

#include "petseg/tracking/tracking_store.h"

namespace petseg {

/// The search with its filter and its orders as every MLflow takes them: "metrics.test/miou>.5"
/// becomes "metrics.`test/miou` > .5". Throws ConfigError that shows the place for what cannot be
/// parsed, and so before a server is asked.
RunSearch canonical(RunSearch search);

}  // namespace petseg
