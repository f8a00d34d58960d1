#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petseg/report/report_page.h"

namespace petseg {

struct Bundle;

struct EvaluationOptions {
  /// Categories of the debugging set, and "test" for the test set; empty: all there are.
  std::vector<std::string> categories;
  int worst = kWorstPhotos;  ///< photos that the page shows of each slice at first
};

/// Scores a model, which the user named `model_uri`, on the test set and on each category of the
/// debugging set. Writes the report folder, whole or not at all:
///   model_performance_summary.json       kReportSummaryFile
///   report.html                          all of it to look at, one file
///   report.md, junit.xml                 headline numbers, and gates, for CI
///   summary_<category>.png               a chart of the category's photos
///   figures/<category>/<photo>.png       image | truth | prediction, with its scores
///   predictions/<image>.png              class ids of each photo at its own size
/// A debugging photo that cannot be read is told of in its place (Report::unscored). Throws
/// DataError when there is nothing to score, when a category that was asked for has no photo, and
/// when a test photo cannot be read; Stopped when a signal asked to stop.
Report write_report(const Bundle& bundle, const std::string& model_uri, const DataSet& data,
                    const std::filesystem::path& folder, const EvaluationOptions& options = {});

}  // namespace petseg
