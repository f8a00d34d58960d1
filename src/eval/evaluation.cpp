#include "petseg/eval/evaluation.h"

#include <algorithm>
#include <limits>
#include <mutex>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "petseg/bundle/predictor.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/core/progress.h"
#include "petseg/core/stop_signal.h"
#include "petseg/eval/score.h"
#include "petseg/image/chart.h"
#include "petseg/image/decode.h"
#include "petseg/image/figure.h"

#include "report/score_text.h"
#include "report/summary_json.h"

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

void write_category_chart(const fs::path& folder, const Slice& category,
                          const std::vector<ScoredPhoto>& photos) {
  const SegmentationMetrics& metrics = category.metrics;
  CategoryScores scores{.miou = metrics.miou.value_or(kNone),
                        .pet_iou = metrics.pet_iou.value_or(kNone),
                        .species_swap = metrics.species_swap.value_or(kNone)};
  for (int c = 0; c < kNumClasses; ++c) scores.iou[c] = metrics.iou[c].value_or(kNone);
  std::vector<CategoryBar> bars;
  for (const std::size_t i : category.photos) bars.push_back(category_bar(photos[i]));
  write_file(folder / ("summary_" + category.name + ".png"),
             encode_png(category_chart(category.name, scores, std::move(bars))));
}

}  // namespace

ReportSubject report_subject(const Bundle& bundle, const std::string& model_uri,
                             const DataSet& data) {
  return {.model = bundle.model,
          .model_uri = model_uri,
          .image_size = bundle.preprocessing.image_size,
          .provenance = bundle.provenance,
          .data_digest = data.digest,
          .border = data.border};
}

Report write_report(Predictor& predictor, ReportSubject subject, const DataSet& data,
                    const fs::path& folder) {
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

  std::vector<ScoredPhoto> photos = score(
      predictor, PhotoSet(data.folder, test),
      [&](const auto& photo, const auto&, const auto&) { show_and_check(photo, "the test set"); });
  const auto scored = score(predictor, PhotoSet(data.folder, debugging),
                            [&](const auto& photo, const auto& truth, const auto& prediction) {
                              show_and_check(photo, "the debugging set");
                              write_figure(target.path(), photo, truth, prediction);
                            });
  photos.insert(photos.end(), scored.begin(), scored.end());
  const Report report = make_report(std::move(subject), std::move(photos));
  for (const Slice& category : report.categories) {
    write_category_chart(target.path(), category, report.photos);
  }
  write_file(target.path() / kReportSummaryFile, summary_json(report));
  target.commit();
  return report;
}

}  // namespace petseg
