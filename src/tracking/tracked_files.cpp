#include "petseg/tracking/tracked_files.h"

#include "petseg/core/cache_folder.h"
#include "petseg/tracking/artifact_store.h"
#include "petseg/tracking/open_store.h"
#include "petseg/tracking/run_journal.h"

#include "tracking/naming_rules.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::string_view kScheme = "runs:/";

}  // namespace

bool is_run_uri(const std::string& place) {
  return place.starts_with(kScheme) && place.find('/', kScheme.size()) == std::string::npos;
}

fs::path fetch_tracked_files(const std::string& run_uri, const std::vector<std::string>& files) {
  const std::string run_id = run_uri.substr(kScheme.size());
  check_run_id(run_id);
  const TrackingSettings settings = tracking_settings();
  const RunInfo run = open_tracking_store(settings)->run(run_id).info;
  const auto artifacts = open_artifact_store(run, settings);
  const fs::path folder = cache_folder() / "runs" / run_id;
  for (const std::string& file : files) artifacts->download(artifact_path(file), folder / file);
  return folder;
}

}  // namespace petseg
