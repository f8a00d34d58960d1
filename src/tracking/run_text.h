#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "petseg/tracking/tracking_store.h"

namespace petseg {

// How single values of runs are shown in a terminal.

/// "2026-11-26 03:27", in the computer's time zone.
std::string time_text(std::int64_t milliseconds);
/// "0:42"; empty for a run without an end.
std::string duration_text(const RunInfo& info);
/// The beginning of its id, by which petseg finds it.
std::string short_id(const RunInfo& info);
/// With four digits: "0.7310", "1e-05", "nan".
std::string metric_text(double value);

/// Experiments by their ids.
std::map<std::string, std::string> experiment_names(TrackingStore& store);

/// The keys of params that not all of the runs have with the same value.
std::vector<std::string> differing_params(const std::vector<TrackedRun>& runs);

/// Of a loss the smallest value in the metric's history, of anything else the greatest; nothing
/// without a value that is a number.
std::optional<double> best_value(TrackingStore& store, const std::string& run_id,
                                 const std::string& key);

}  // namespace petseg
