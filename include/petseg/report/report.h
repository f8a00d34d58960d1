#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "petseg/core/run_log.h"
#include "petseg/report/gate.h"
#include "petseg/report/scored_photo.h"
#include "petseg/report/slice.h"
#include "petseg/report/weak_spots.h"

namespace petseg {

/// A photo that could not be scored, and why.
struct UnscoredPhoto {
  PhotoRecord record;
  std::string reason;
};

/// What was scored on what.
struct ReportSubject {
  std::string model;                              ///< "EfficientNetLite0-Unet"
  std::string model_uri;                          ///< as the user named it
  int image_size = 0;                             ///< the network sees about image_size² pixels
  std::map<std::string, std::string> provenance;  ///< the model's: versions, data digest, …
  std::string data_digest;                        ///< of the data set that was scored
  std::string border;                             ///< as DataSet::border
};

/// What a model scored on photos, test and debugging ones, and where it fails.
struct Report {
  ReportSubject subject;
  std::vector<ScoredPhoto> photos;  ///< test photos, then debugging photos
  std::vector<UnscoredPhoto> unscored;
  Slice all;                      ///< every photo
  Slice test;                     ///< without photos where the data set has no test set
  std::vector<Slice> categories;  ///< of the debugging set, in alphabetical order
  std::vector<WeakSpot> weak_spots;
  std::vector<std::size_t> label_suspects;  ///< photos whose truth may be wrong, likeliest first
  std::vector<GateResult> gates;
};

/// The report's numbers, per-photo counts and conventions; a folder that holds it is a report.
inline constexpr const char* kReportSummaryFile = "model_performance_summary.json";

/// Where a report folder keeps what was predicted of a photo (PhotoRecord::image): a PNG of class
/// ids at the photo's own size.
std::filesystem::path prediction_file(const std::filesystem::path& report,
                                      const std::string& image);

/// Everything that follows from the scores. Gates are not checked.
Report make_report(ReportSubject subject, std::vector<ScoredPhoto> photos);

/// The test set, where it has photos, then the categories.
std::vector<const Slice*> slices_of(const Report& report);

/// The report's metrics under their names: "test/miou", "debug/<category>/iou_cat".
std::vector<Metric> report_metrics(const Report& report);

/// A table for the terminal: a line for the test set and for each category.
std::string report_table(const Report& report);

}  // namespace petseg
