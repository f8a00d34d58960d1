#include "petseg/metrics/photo_score.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "metrics/boundary_band.h"

namespace petseg {
namespace {

template <class T, std::size_t n>
void add(std::array<T, n>& sums, const std::array<T, n>& other) {
  for (std::size_t i = 0; i < n; ++i) sums[i] += other[i];
}

void count_pixels(PhotoScore& score, const cv::Mat& truth, const cv::Mat& prediction) {
  for (int y = 0; y < truth.rows; ++y) {
    const auto* t = truth.ptr<std::uint8_t>(y);
    const auto* p = prediction.ptr<std::uint8_t>(y);
    for (int x = 0; x < truth.cols; ++x) {
      if (t[x] == kIgnoreLabel) {
        ++score.ignored;
      } else {
        ++score.confusion.at(t[x]).at(p[x]);
      }
    }
  }
}

/// In pixels. A half is rounded to the even number as the paper's program does it: photos of
/// 500×375 have bands of 12.5 pixels.
int band_width(const cv::Size& size) {
  return std::max(
      1, static_cast<int>(std::nearbyint(kBoundaryWidth * std::hypot(size.width, size.height))));
}

void count_boundary(PhotoScore& score, const cv::Mat& truth, const cv::Mat& prediction) {
  const int width = band_width(truth.size());
  cv::Mat known_prediction = prediction.clone();
  known_prediction.setTo(kIgnoreLabel, truth == kIgnoreLabel);
  const cv::Mat truth_band = boundary_band(truth, width);
  const cv::Mat found_band = boundary_band(known_prediction, width);
  for (int y = 0; y < truth.rows; ++y) {
    const auto* t = truth.ptr<std::uint8_t>(y);
    const auto* p = prediction.ptr<std::uint8_t>(y);
    const auto* in_truth = truth_band.ptr<std::uint8_t>(y);
    const auto* in_found = found_band.ptr<std::uint8_t>(y);
    for (int x = 0; x < truth.cols; ++x) {
      if (t[x] == kIgnoreLabel) continue;
      if (in_truth[x]) ++score.boundary[t[x]].truth;
      if (in_found[x]) ++score.boundary[p[x]].found;
      if (in_truth[x] && in_found[x] && t[x] == p[x]) ++score.boundary[t[x]].both;
    }
  }
}

CalibrationBin& bin_of(PhotoScore& score, float confidence) {
  int bin = kCalibrationBins - 1;
  // Compared before it is converted: a network that diverged says "not a number".
  if (confidence >= 0 && confidence < 1) {
    bin = std::min(bin, static_cast<int>(confidence * kCalibrationBins));
  }
  return score.calibration[bin];
}

void add_probabilities(PhotoScore& score, const cv::Mat& truth, const cv::Mat& prediction,
                       const cv::Mat& probabilities) {
  static_assert(kNumClasses == 3, "cv::Vec3f holds one probability a class");
  for (int y = 0; y < truth.rows; ++y) {
    const auto* t = truth.ptr<std::uint8_t>(y);
    const auto* p = prediction.ptr<std::uint8_t>(y);
    const auto* probability = probabilities.ptr<cv::Vec3f>(y);
    for (int x = 0; x < truth.cols; ++x) {
      if (t[x] == kIgnoreLabel) continue;
      for (int c = 0; c < kNumClasses; ++c) score.soft[c].found += probability[x][c];
      score.soft[t[x]].truth += 1;
      score.soft[t[x]].both += probability[x][t[x]];
      const float confidence = probability[x][p[x]];
      bin_of(score, confidence) += {1, t[x] == p[x], confidence};
    }
  }
}

}  // namespace

PhotoScore& PhotoScore::operator+=(const PhotoScore& other) {
  for (int t = 0; t < kNumClasses; ++t) add(confusion[t], other.confusion[t]);
  ignored += other.ignored;
  add(boundary, other.boundary);
  add(soft, other.soft);
  add(calibration, other.calibration);
  return *this;
}

PhotoScore score_masks(const cv::Mat& truth, const cv::Mat& prediction) {
  if (truth.size() != prediction.size()) throw std::logic_error("masks of different sizes");
  PhotoScore score;
  count_pixels(score, truth, prediction);  // first: it checks the masks' values
  count_boundary(score, truth, prediction);
  return score;
}

PhotoScore score_prediction(const cv::Mat& truth, const cv::Mat& prediction,
                            const cv::Mat& probabilities) {
  if (probabilities.size() != truth.size() || probabilities.type() != CV_32FC(kNumClasses)) {
    throw std::logic_error("probabilities that do not belong to the mask");
  }
  PhotoScore score = score_masks(truth, prediction);
  add_probabilities(score, truth, prediction, probabilities);
  return score;
}

}  // namespace petseg
