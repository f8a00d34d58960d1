// Writes a report.html of drawn photos and predictions, some with texts that try to break out, for
// report_page_test.py: write_report_page FILE

#include <algorithm>
#include <cmath>
#include <exception>
#include <iostream>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"
#include "petseg/core/files.h"
#include "petseg/report/photo_pictures.h"
#include "petseg/report/report_page.h"

namespace petseg {
namespace {

constexpr int kPhotos = 48;
const std::string kMarkup = "</script><img src=x onerror=console.error('broken')><!--";

/// 0-23 test; of the others every third is dark, noisy, or one of a category with a hostile name.
void describe(PhotoRecord& record, int i) {
  record.image = fmt::format("{}_set/images/pet_{}.jpg", i < 24 ? "test" : "debugging", i);
  record.split = i < 24 ? Split::kTest : Split::kDebugging;
  record.species = i % 3 == 0 ? Species::kDog : Species::kCat;
  record.breed = fmt::format("breed_{}", i % 5);
  record.source = "drawn";
  record.properties.luminance = i / 100.0;
  if (i < 24) return;
  record.categories = {i % 3 == 0 ? "dark" : i % 3 == 1 ? "noisy" : kMarkup};
  if (i % 3 == 1) {
    record.made = "gaussian_noise";
    record.recipe["severity"] = 3;
  }
}

/// The prediction lies beside the truth, the more so the larger i; every seventh is of the wrong
/// species, in one photo the band below is not known.
ScoredPhoto drawn_photo(int i) {
  const cv::Size size = i % 4 == 0 ? cv::Size(200, 300) : cv::Size(320, 240);
  const ClassId animal = i % 3 == 0 ? kDog : kCat, other = i % 3 == 0 ? kCat : kDog;
  cv::Mat image(size, CV_8UC3, cv::Scalar(40 + 3 * i, 120, 200 - 2 * i));
  cv::Mat truth = cv::Mat::zeros(size, CV_8U), prediction = cv::Mat::zeros(size, CV_8U);
  const cv::Size radius(size.width / 4, size.height / 3);
  const cv::Point middle(size.width / 2, size.height / 2);
  cv::ellipse(image, middle, radius, 0, 0, 360, {90, 70, 50}, cv::FILLED);
  cv::ellipse(truth, middle, radius, 0, 0, 360, animal, cv::FILLED);
  cv::ellipse(prediction, middle + cv::Point(i, 0), radius, 0, 0, 360, i % 7 == 6 ? other : animal,
              cv::FILLED);
  if (i == 8) truth.rowRange(size.height - 20, size.height) = kIgnoreLabel;

  ScoredPhoto photo;
  describe(photo.record, i);
  photo.record.height = size.height;
  photo.record.width = size.width;
  photo.score = photo.network_score = score_masks(truth, prediction);
  for (int bin = 5; bin < kCalibrationBins; ++bin) {
    photo.score.calibration[bin] = {100 * bin, 90 * bin,
                                    100 * bin * (bin + 0.5) / kCalibrationBins};
  }
  photo.seen = i == 40 ? Seen::kTrained : i == 5 ? Seen::kValidated : Seen::kNever;
  photo.label_quality = 1 - i / 50.0;
  photo.disputed = i / 100.0;
  photo.pictures = photo_pictures(image, truth, prediction);
  return photo;
}

void add_intervals(Slice& slice) {
  for (const auto& [name, value] : named_values(slice.metrics)) {
    if (value) slice.intervals[name] = {std::max(0.0, *value - 0.05), std::min(1.0, *value + 0.04)};
  }
}

Report drawn_report() {
  std::vector<ScoredPhoto> photos;
  for (int i = 0; i < kPhotos; ++i) photos.push_back(drawn_photo(i));
  photos[1].record.breed = photos[1].record.origin = kMarkup;
  photos[2].record.image = "test_set/images/line\u2028separators\u2029 and \xff bytes <b>.jpg";
  photos[3].record.breed = "__proto__";
  Report report = make_report({.model = "Net " + kMarkup,
                               .model_uri = "runs/1",
                               .image_size = 224,
                               .provenance = {{"seed", "0"}, {"__proto__", kMarkup}},
                               .data_digest = std::string(64, 'd'),
                               .border = "pet"},
                              std::move(photos));
  add_intervals(report.all);
  add_intervals(report.test);
  for (Slice& category : report.categories) add_intervals(category);
  report.weak_spots = {{.conditions = {{"luminance", Condition::Kind::kAbove, 0.3, ""},
                                       {"category", Condition::Kind::kIs, 0, kMarkup}},
                        .photos = {44, 38, 32},
                        .inside = 0.5,
                        .outside = 0.8,
                        .p_value = 0.0004}};
  report.label_suspects = {47, 46};
  report.gates = {{{"test", "miou", true, 0.5}, GateOn::kValue, *report.test.metrics.miou, true},
                  {{"dark", "pet_iou", true, 0.99}, GateOn::kValue, 0.9, false},
                  {{kMarkup, "species_swap", false, 0.01}, GateOn::kValue, std::nullopt, false}};
  PhotoRecord broken;
  describe(broken, 27);
  broken.image = "debugging_set/images/broken.jpg";
  report.unscored = {{broken, "is truncated " + kMarkup}};
  return report;
}

}  // namespace
}  // namespace petseg

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_report_page FILE\n";
    return 2;
  }
  try {
    petseg::write_file(argv[1], petseg::report_page(petseg::drawn_report()));
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
