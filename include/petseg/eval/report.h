#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "petseg/core/run_log.h"
#include "petseg/data/manifest.h"
#include "petseg/eval/scored_photo.h"
#include "petseg/metrics/segmentation_metrics.h"

namespace petseg {

class Predictor;

/// What a model scored on the photos that it was not trained on.
struct Report {
  std::string border;  ///< as DataSet::border
  SegmentationMetrics test;
  /// Each debugging category with its metrics, in alphabetical order.
  std::vector<std::pair<std::string, SegmentationMetrics>> categories;
  std::vector<ScoredPhoto> photos;  ///< test photos, then debugging photos
};

/// The report's numbers, per-photo counts and conventions; a folder that holds it is a report.
inline constexpr const char* kReportSummaryFile = "model_performance_summary.json";

/// Scores the test set and each category of the debugging set at the photos' own size and writes
/// the report folder, whole or not at all:
///   model_performance_summary.json       kReportSummaryFile
///   summary_<category>.png               a chart of the category's photos
///   figures/<category>/<photo>.png       image | truth | prediction, with its scores
/// Throws DataError when the data set has neither test nor debugging photos, Stopped when a signal
/// asked to stop.
Report write_report(Predictor& predictor, const DataSet& data, const std::filesystem::path& folder);

/// The report's metrics under their names: "test/miou", "debug/<category>/iou_cat".
std::vector<Metric> report_metrics(const Report& report);

/// A table for the terminal: a line for the test set and for each category.
std::string report_table(const Report& report);

}  // namespace petseg
