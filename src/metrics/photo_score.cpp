#include "petseg/metrics/photo_score.h"

#include <stdexcept>

namespace petseg {

PhotoScore& PhotoScore::operator+=(const PhotoScore& other) {
  for (int t = 0; t < kNumClasses; ++t) {
    for (int p = 0; p < kNumClasses; ++p) confusion[t][p] += other.confusion[t][p];
  }
  ignored += other.ignored;
  return *this;
}

PhotoScore score_masks(const cv::Mat& truth, const cv::Mat& prediction) {
  if (truth.size() != prediction.size()) throw std::logic_error("masks of different sizes");
  PhotoScore score;
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
  return score;
}

}  // namespace petseg
