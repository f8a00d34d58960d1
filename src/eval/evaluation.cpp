#include "petseg/eval/evaluation.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <mutex>
#include <set>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "petseg/bundle/predictor.h"
#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/core/progress.h"
#include "petseg/core/stop_signal.h"
#include "petseg/eval/score.h"
#include "petseg/image/chart.h"
#include "petseg/image/decode.h"
#include "petseg/image/figure.h"
#include "petseg/image/resize.h"
#include "petseg/metrics/label_quality.h"
#include "petseg/report/photo_pictures.h"
#include "petseg/report/report_junit.h"
#include "petseg/report/report_markdown.h"
#include "petseg/report/report_page.h"

#include "report/report_json.h"
#include "report/score_text.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

void write_figure(const AtomicFolder& folder, const ScoredPhoto& scored, const LabelledPhoto& photo,
                  const Prediction& prediction) {
  const cv::Mat figure = debugging_figure({.name = scored.record.name(),
                                           .image = photo.image,
                                           .truth = photo.mask,
                                           .prediction = prediction.mask,
                                           .scores = figure_scores(scored.score)});
  const std::string png = encode_png(figure);
  for (const std::string& category : scored.record.categories) {
    folder.write(fs::path("figures") / category / (scored.record.name() + ".png"), png);
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

void write_category_chart(const AtomicFolder& folder, const Slice& category,
                          const std::vector<ScoredPhoto>& photos) {
  const SegmentationMetrics& metrics = category.metrics;
  CategoryScores scores{.miou = metrics.miou.value_or(kNone),
                        .pet_iou = metrics.pet_iou.value_or(kNone),
                        .species_swap = metrics.species_swap.value_or(kNone)};
  for (int c = 0; c < kNumClasses; ++c) scores.iou[c] = metrics.iou[c].value_or(kNone);
  std::vector<CategoryBar> bars;
  for (const std::size_t i : category.photos) bars.push_back(category_bar(photos[i]));
  folder.write("summary_" + category.name + ".png",
               encode_png(category_chart(category.name, scores, std::move(bars))));
}

ReportSubject subject_of(const Bundle& bundle, const std::string& model_uri, const DataSet& data) {
  return {.model = bundle.model,
          .model_uri = model_uri,
          .image_size = bundle.preprocessing.image_size,
          .provenance = bundle.provenance,
          .data_digest = data.digest,
          .border = data.border};
}

/// The names that options.categories may hold: "test" and the categories, as far as they have
/// photos.
std::set<std::string> names_of_slices(const DataSet& data) {
  std::set<std::string> names;
  for (const PhotoRecord& photo : data.photos) {
    if (photo.split == Split::kTest) names.insert("test");
    names.insert(photo.categories.begin(), photo.categories.end());
  }
  return names;
}

void check_categories(const std::vector<std::string>& asked, const DataSet& data) {
  const std::set<std::string> names = names_of_slices(data);
  if (names.empty()) {
    throw DataError(
        fmt::format("{}: has neither test nor debugging photos to score", data.folder.string()));
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  for (const std::string& name : asked) {
    if (names.contains(name)) continue;
    throw DataError(fmt::format("{}: no photo is in \"{}\"{}; those that have photos: {}",
                                data.folder.string(), name, did_you_mean(name, known),
                                quoted_list(known)));
  }
}

bool is_asked_for(const std::string& name, const std::vector<std::string>& asked) {
  return asked.empty() || std::ranges::find(asked, name) != asked.end();
}

std::vector<PhotoRecord> debugging_photos(const DataSet& data,
                                          const std::vector<std::string>& asked) {
  std::vector<PhotoRecord> photos = data.of(Split::kDebugging);
  for (PhotoRecord& photo : photos) {
    std::erase_if(photo.categories, [&](const auto& name) { return !is_asked_for(name, asked); });
  }
  std::erase_if(photos, [](const PhotoRecord& photo) { return photo.categories.empty(); });
  return photos;
}

/// Photos in the order of their records: threads tell of them as they come.
void sort(std::vector<UnscoredPhoto>& photos) {
  std::ranges::sort(photos, {}, [](const UnscoredPhoto& photo) { return photo.record.image; });
}

PhotoScore network_score(const cv::Mat& truth, const cv::Mat& prediction,
                         const Predictor& predictor) {
  const InputSize size = predictor.network_size(truth.size());
  return score_masks(resize_mask(truth, size.height, size.width),
                     resize_mask(prediction, size.height, size.width));
}

}  // namespace

void check_options(const EvaluationOptions& options, const DataSet& data) {
  check_categories(options.categories, data);
  std::set<std::string> slices{"all"};
  for (const std::string& name : names_of_slices(data)) {
    if (is_asked_for(name, options.categories)) slices.insert(name);
  }
  check_gate_slices(options.gates, {slices.begin(), slices.end()}, options.gates_from);
}

Report write_report(const Bundle& bundle, const std::string& model_uri, const DataSet& data,
                    const fs::path& folder, const EvaluationOptions& options) {
  check_options(options, data);
  const bool has_test = is_asked_for("test", options.categories);
  const PhotoSet test(data.folder, has_test ? data.of(Split::kTest) : std::vector<PhotoRecord>{});
  const PhotoSet debugging(data.folder, debugging_photos(data, options.categories));

  const auto start = Clock::now();
  AtomicFolder target(folder);
  Predictor predictor(bundle);
  ProgressLine progress;
  std::vector<UnscoredPhoto> unscored;
  const int side = picture_side(test.size() + debugging.size());
  std::mutex lock;  // guards `progress` and `unscored`: photos are scored side by side
  const auto keep = [&](ScoredPhoto& photo, const LabelledPhoto& truth,
                        const Prediction& prediction) {
    throw_if_stopped();
    photo.network_score = network_score(truth.mask, prediction.mask, predictor);
    photo.label_quality = label_quality(truth.mask, prediction.probabilities);
    photo.disputed = disputed_share(truth.mask, prediction.probabilities);
    photo.seen = look_up(bundle.seen, photo.record, data);
    photo.pictures = photo_pictures(truth.image, truth.mask, prediction.mask, side);
    target.write(prediction_file("", photo.record.image), encode_png(prediction.mask));
    const std::scoped_lock hold(lock);
    progress.show(fmt::format("scoring {}", photo.record.image));
  };
  const auto keep_and_draw = [&](ScoredPhoto& photo, const LabelledPhoto& truth,
                                 const Prediction& prediction) {
    keep(photo, truth, prediction);
    write_figure(target, photo, truth, prediction);
  };
  const auto tell_of = [&](const PhotoRecord& record, const std::string& reason) {
    const std::scoped_lock hold(lock);
    log().warn("[evaluate] {}: not scored: {}", record.image, reason);
    unscored.push_back({record, reason});
  };
  std::vector<ScoredPhoto> photos = score(predictor, test, keep);
  std::ranges::move(score(predictor, debugging, keep_and_draw, tell_of),
                    std::back_inserter(photos));
  progress.clear();
  const std::chrono::duration<double> taken = Clock::now() - start;
  log().info("[evaluate] {} photos scored in {}", photos.size(), clock_text(taken.count()));

  Report report = make_report(subject_of(bundle, model_uri, data), std::move(photos));
  sort(unscored);
  report.unscored = std::move(unscored);
  report.gates = check_gates(report, options.gates, options.gate_on, options.gates_from);
  for (const Slice& category : report.categories) {
    write_category_chart(target, category, report.photos);
  }
  target.write(kReportSummaryFile, report_json(report));
  target.write("report.html", report_page(report, options.worst));
  target.write("report.md", report_markdown(report));
  target.write("junit.xml", report_junit(report));
  target.commit();
  return report;
}

}  // namespace petseg
