#include "petseg/commands/sync.h"

#include <algorithm>
#include <cstdlib>

#include "petseg/core/log.h"
#include "petseg/tracking/journal_delivery.h"
#include "petseg/tracking/run_journal.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

std::vector<fs::path> tracked_runs(const fs::path& parent) {
  std::vector<fs::path> folders;
  std::error_code unknown;
  for (const auto& entry : fs::directory_iterator(parent, unknown)) {
    if (has_journal(entry.path())) folders.push_back(entry.path());
  }
  std::ranges::sort(folders);
  return folders;
}

SyncedRun sync_run(const fs::path& folder, TrackingSettings settings) {
  const RunJournal journal(folder);
  if (std::getenv("MLFLOW_TRACKING_URI") == nullptr) settings.uri = journal.head().store;
  JournalDelivery delivery(journal, settings);
  const bool was_complete = delivery.is_complete();
  if (!was_complete) log().info("[sync] {}", folder.string());
  delivery.send();
  return {.folder = folder, .address = delivery.address(), .was_complete = was_complete};
}

}  // namespace

std::vector<SyncedRun> sync_runs(const SyncOptions& options) {
  const TrackingSettings settings = tracking_settings();
  const auto folders = options.runs.empty() ? tracked_runs("runs") : options.runs;
  std::vector<SyncedRun> synced;
  for (const fs::path& folder : folders) synced.push_back(sync_run(folder, settings));
  return synced;
}

}  // namespace petseg
