#pragma once

#include <filesystem>
#include <string_view>

#include "petseg/tracking/artifact_store.h"
#include "petseg/tracking/run_journal.h"

namespace petseg {

/// Whether a parameter of a run says what its model is.
bool is_model_param(std::string_view name);
/// Whether a metric of a run is what its finished model scored.
bool is_score(std::string_view name);

/// The model of a run, as a store with logged models is to keep it.
NewLoggedModel new_logged_model(const RunInfo& run, const JournalHead& head,
                                const ModelEvent& event);

/// Sends its files. False where the store does not take them, of which is told. Throws IoError when
/// it cannot be reached.
bool upload_logged_model(ArtifactStore& files, const std::filesystem::path& folder);

}  // namespace petseg
