#include "petseg/eval/report.h"

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/core/progress.h"
#include "petseg/core/stop_signal.h"
#include "petseg/eval/score.h"
#include "petseg/image/chart.h"
#include "petseg/image/decode.h"
#include "petseg/image/figure.h"

#include "eval/score_text.h"
#include "eval/summary_json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

void write_figure(const fs::path& folder, const ScoredPhoto& scored, const LabelledPhoto& photo,
                  const Prediction& prediction) {
  const cv::Mat figure = debugging_figure({.name = scored.record.name(),
                                           .image = photo.image,
                                           .truth = photo.mask,
                                           .prediction = prediction.mask,
                                           .scores = figure_scores(scored.score)});
  const std::string png = encode_png(figure);
  for (const std::string& category : scored.record.categories) {
    write_file(folder / "figures" / category / (scored.record.name() + ".png"), png);
  }
}

CategoryBar category_bar(const ScoredPhoto& photo) {
  const auto& pixels = photo.score.confusion;
  return {.name = photo.record.name(),
          .miou = segmentation_metrics(photo.score).miou.value_or(kNone),
          .right = static_cast<double>(pixels[kCat][kCat] + pixels[kDog][kDog]),
          .swapped = static_cast<double>(pixels[kCat][kDog] + pixels[kDog][kCat]),
          .missed = static_cast<double>(pixels[kCat][kBackground] + pixels[kDog][kBackground]),
          .invented = static_cast<double>(pixels[kBackground][kCat] + pixels[kBackground][kDog])};
}

void write_category_chart(const fs::path& folder, const std::string& category,
                          const std::vector<ScoredPhoto>& photos,
                          const SegmentationMetrics& metrics) {
  CategoryScores scores{.miou = metrics.miou.value_or(kNone),
                        .pet_iou = metrics.pet_iou.value_or(kNone),
                        .species_swap = metrics.species_swap.value_or(kNone)};
  for (int c = 0; c < kNumClasses; ++c) scores.iou[c] = metrics.iou[c].value_or(kNone);
  std::vector<CategoryBar> bars;
  for (const ScoredPhoto& photo : photos) bars.push_back(category_bar(photo));
  write_file(folder / ("summary_" + category + ".png"),
             encode_png(category_chart(category, scores, std::move(bars))));
}

/// The photos of each category; one may be in several.
std::map<std::string, std::vector<ScoredPhoto>> by_category(
    const std::vector<ScoredPhoto>& photos) {
  std::map<std::string, std::vector<ScoredPhoto>> categories;
  for (const ScoredPhoto& photo : photos) {
    for (const std::string& category : photo.record.categories) {
      categories[category].push_back(photo);
    }
  }
  return categories;
}

}  // namespace

Report write_report(Predictor& predictor, const DataSet& data, const fs::path& folder) {
  const std::vector<PhotoRecord> test = data.of(Split::kTest);
  const std::vector<PhotoRecord> debugging = data.of(Split::kDebugging);
  if (test.empty() && debugging.empty()) {
    throw DataError(
        fmt::format("{}: has neither test nor debugging photos to score", data.folder.string()));
  }
  AtomicFolder target(folder);
  ProgressLine progress;
  std::mutex progress_lock;  // guards `progress`: photos are scored side by side
  const auto show_and_check = [&](const ScoredPhoto& photo, std::string_view what) {
    throw_if_stopped();
    const std::scoped_lock hold(progress_lock);
    progress.show(fmt::format("scoring {}: {}", what, photo.record.name()));
  };

  Report report;
  report.border = data.border;
  report.photos = score(
      predictor, PhotoSet(data.folder, test),
      [&](const auto& photo, const auto&, const auto&) { show_and_check(photo, "the test set"); });
  report.test = segmentation_metrics(scores_of(report.photos));
  const auto scored = score(predictor, PhotoSet(data.folder, debugging),
                            [&](const auto& photo, const auto& truth, const auto& prediction) {
                              show_and_check(photo, "the debugging set");
                              write_figure(target.path(), photo, truth, prediction);
                            });
  for (const auto& [category, photos] : by_category(scored)) {
    const auto metrics = segmentation_metrics(scores_of(photos));
    write_category_chart(target.path(), category, photos, metrics);
    report.categories.emplace_back(category, metrics);
  }
  report.photos.insert(report.photos.end(), scored.begin(), scored.end());
  write_file(target.path() / kReportSummaryFile, summary_json(report));
  target.commit();
  return report;
}

std::vector<Metric> report_metrics(const Report& report) {
  std::vector<Metric> values;
  const auto add = [&](const std::string& prefix, const SegmentationMetrics& metrics) {
    for (const auto& [name, value] : named_values(metrics)) {
      if (value) values.push_back({prefix + name, *value});
    }
  };
  if (report.test.n > 0) add("test/", report.test);
  for (const auto& [category, metrics] : report.categories) add("debug/" + category + "/", metrics);
  return values;
}

}  // namespace petseg
