#pragma once

#include <map>
#include <string>
#include <vector>

#include "petseg/tracking/run_journal.h"
#include "petseg/tracking/stored_runs.h"

namespace petseg {

/// All that a stored run holds, as a journal in the run's own folder, where MLflow takes no notice
/// of it. The journal is made, or brought up to what the run holds by now. Artifacts stay where
/// they are, and must be reachable as files; models that MLflow 3 keeps beside its runs are told of
/// as artifacts of the run that logged them. Throws IoError, and DataError for a damaged run.
RunJournal stored_run_journal(const StoredRun& run);

/// The tags that name runs by their ids: the parent of a nested run, the run of a model. They are
/// not in the journal, since a run gets another id in each store: `ids` leads from the ids here to
/// those there.
std::vector<KeyValue> tags_naming_runs(const StoredRun& run,
                                       const std::map<std::string, std::string>& ids);

}  // namespace petseg
