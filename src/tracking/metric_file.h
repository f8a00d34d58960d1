#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "petseg/tracking/tracked_run.h"

namespace petseg {

// The file of one metric in MLflow's file layout: a line "timestamp value step" a point.

/// Hands over each point in the order of the file, which is read in pieces. Lines of two fields
/// have no step, those of five lost it (they end with a data set). A last line without its newline
/// is one that a crash cut off, and counts where it is a point. Throws DataError for any other
/// line.
void for_each_point(const std::filesystem::path& path, const std::string& key,
                    const std::function<void(const MetricPoint&)>& use);

/// The point that counts as the metric's value, as MLflow has it: the one with the greatest (step,
/// timestamp, value). Throws DataError where there is none.
MetricPoint last_point(const std::filesystem::path& path, const std::string& key);

/// Appends with one write those points that do not stand in the file yet, which is made where it is
/// missing; a line that a crash cut off is removed first. Where the disk is full, nothing is
/// appended. All points are of one metric.
void append_points(const std::filesystem::path& path, const std::vector<MetricPoint>& points);

}  // namespace petseg
