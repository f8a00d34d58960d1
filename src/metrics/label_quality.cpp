#include "petseg/metrics/label_quality.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"

namespace petseg {
namespace {

constexpr float kTemperature = 0.1F;       // cleanlab's default
constexpr double kThinnestDispute = 0.01;  // of the diagonal

void check_shapes(const cv::Mat& truth, const cv::Mat& probabilities) {
  if (truth.type() != CV_8UC1 || probabilities.type() != CV_32FC(kNumClasses) ||
      truth.size() != probabilities.size()) {
    throw std::logic_error("probabilities that do not belong to the mask");
  }
}

/// Throws std::out_of_range unless it is a class.
int class_at(const std::uint8_t* truth, int x) {
  if (truth[x] >= kNumClasses) throw std::out_of_range("a mask's value that is no class");
  return truth[x];
}

/// What a row says of its known pixels: the probability of the class that is true. One that is not
/// a number, of a network that diverged, says nothing.
void collect_row(const std::uint8_t* truth, const cv::Vec3f* probabilities, int width,
                 std::vector<float>& found) {
  found.clear();
  for (int x = 0; x < width; ++x) {
    if (truth[x] == kIgnoreLabel) continue;
    const float p = probabilities[x][class_at(truth, x)];
    if (!std::isnan(p)) found.push_back(std::clamp(p, 0.0F, 1.0F));
  }
}

/// 255 where the model is sure that the truth is wrong.
cv::Mat disputed_pixels(const cv::Mat& truth, const cv::Mat& probabilities) {
  cv::Mat disputed = cv::Mat::zeros(truth.size(), CV_8UC1);
  for (int y = 0; y < truth.rows; ++y) {
    const auto* t = truth.ptr<std::uint8_t>(y);
    const auto* p = probabilities.ptr<cv::Vec3f>(y);
    auto* d = disputed.ptr<std::uint8_t>(y);
    for (int x = 0; x < truth.cols; ++x) {
      if (t[x] == kIgnoreLabel) continue;
      const int c = class_at(t, x);
      for (int other = 0; other < kNumClasses; ++other) {
        if (other != c && p[x][other] >= kSure) d[x] = 255;
      }
    }
  }
  return disputed;
}

void remove_thin_strips(cv::Mat& mask) {
  const double diagonal = std::hypot(mask.rows, mask.cols);
  const int width = std::max(1, static_cast<int>(std::lround(kThinnestDispute * diagonal)));
  // At the photo's edge a region is taken to go on: erosion and dilation have that as default.
  cv::morphologyEx(mask, mask, cv::MORPH_OPEN, cv::Mat::ones(width, width, CV_8UC1));
}

int largest_region(const cv::Mat& mask) {
  cv::Mat labels, statistics, centres;
  const int regions = cv::connectedComponentsWithStats(mask, labels, statistics, centres);
  int largest = 0;
  for (int region = 1; region < regions; ++region) {  // 0 is what is not disputed
    largest = std::max(largest, statistics.at<int>(region, cv::CC_STAT_AREA));
  }
  return largest;
}

}  // namespace

double label_quality(const cv::Mat& truth, const cv::Mat& probabilities) {
  check_shapes(truth, probabilities);
  std::vector<float> found, exponents, weights;
  double sum = 0;
  double weight = 0;
  for (int y = 0; y < truth.rows; ++y) {
    collect_row(truth.ptr<std::uint8_t>(y), probabilities.ptr<cv::Vec3f>(y), truth.cols, found);
    if (found.empty()) continue;
    exponents.resize(found.size());
    std::ranges::transform(found, exponents.begin(),
                           [](float p) { return (1 - p) / kTemperature; });
    cv::exp(exponents, weights);  // of whole rows, since that is vectorised
    for (std::size_t i = 0; i < found.size(); ++i) {
      sum += static_cast<double>(found[i]) * weights[i];
      weight += weights[i];
    }
  }
  return weight > 0 ? sum / weight : 1;
}

double disputed_share(const cv::Mat& truth, const cv::Mat& probabilities) {
  check_shapes(truth, probabilities);
  const int known = truth.rows * truth.cols - cv::countNonZero(truth == kIgnoreLabel);
  if (known == 0) return 0;
  cv::Mat disputed = disputed_pixels(truth, probabilities);
  if (cv::countNonZero(disputed) == 0) return 0;
  remove_thin_strips(disputed);
  return static_cast<double>(largest_region(disputed)) / known;
}

}  // namespace petseg
