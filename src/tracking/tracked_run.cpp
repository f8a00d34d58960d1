#include "petseg/tracking/tracked_run.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {
namespace {

constexpr std::array<std::pair<TrackedStatus, const char*>, 5> kStatusNames{
    {{TrackedStatus::kRunning, "RUNNING"},
     {TrackedStatus::kScheduled, "SCHEDULED"},
     {TrackedStatus::kFinished, "FINISHED"},
     {TrackedStatus::kFailed, "FAILED"},
     {TrackedStatus::kKilled, "KILLED"}}};

}  // namespace

std::string status_name(TrackedStatus status) {
  return kStatusNames.at(static_cast<std::size_t>(status)).second;
}

TrackedStatus status_from_name(const std::string& name) {
  const auto* const found =
      std::ranges::find_if(kStatusNames, [&](const auto& known) { return known.second == name; });
  if (found != kStatusNames.end()) return found->first;
  throw DataError(fmt::format(
      "\"{}\" is no status of a run; expected RUNNING, SCHEDULED, FINISHED, FAILED or KILLED",
      name));
}

}  // namespace petseg
