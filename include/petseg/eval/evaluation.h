#pragma once

#include <filesystem>

#include "petseg/report/report.h"

namespace petseg {

class Predictor;
struct Bundle;

/// `model_uri` as the user named the model.
ReportSubject report_subject(const Bundle& bundle, const std::string& model_uri,
                             const DataSet& data);

/// Scores the test set and each category of the debugging set at the photos' own size and writes
/// the report folder, whole or not at all:
///   model_performance_summary.json       kReportSummaryFile
///   summary_<category>.png               a chart of the category's photos
///   figures/<category>/<photo>.png       image | truth | prediction, with its scores
/// Throws DataError when the data set has neither test nor debugging photos, Stopped when a signal
/// asked to stop.
Report write_report(Predictor& predictor, ReportSubject subject, const DataSet& data,
                    const std::filesystem::path& folder);

}  // namespace petseg
