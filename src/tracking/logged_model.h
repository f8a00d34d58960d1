#pragma once

#include <filesystem>

#include "petseg/tracking/artifact_store.h"
#include "petseg/tracking/run_journal.h"

namespace petseg {

/// The model of a run, as a store with logged models is to keep it.
NewLoggedModel new_logged_model(const RunInfo& run, const JournalHead& head,
                                const ModelEvent& event);

/// Sends its files. False where the store does not take them, of which is told. Throws IoError when
/// it cannot be reached.
bool upload_logged_model(ArtifactStore& files, const std::filesystem::path& folder);

}  // namespace petseg
