#pragma once

#include <filesystem>
#include <string_view>

#include "petseg/tracking/artifact_store.h"
#include "petseg/tracking/run_journal.h"

namespace petseg {

/// Whether the run's parameter says what its model is.
bool is_model_param(std::string_view key);

/// The model of a run, as a store with logged models is to keep it.
NewLoggedModel new_logged_model(const RunInfo& run, const JournalHead& head,
                                const ModelEvent& event);

/// Sends its files, and says that it is ready; or that they could not be sent, where the store does
/// not take them. Throws IoError when it cannot be reached.
void upload_logged_model(TrackingStore& store, LoggedModel& model,
                         const std::filesystem::path& folder, const TrackingSettings& settings,
                         Patience patience);

}  // namespace petseg
