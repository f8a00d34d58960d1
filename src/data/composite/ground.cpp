#include "data/composite/ground.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "petseg/image/resize.h"

namespace petseg {
namespace {

constexpr int kReduction = 4;

template <class T>
T sum_over(const cv::Mat& integral, const cv::Rect& r) {
  return integral.at<T>(r.y, r.x) + integral.at<T>(r.y + r.height, r.x + r.width) -
         integral.at<T>(r.y, r.x + r.width) - integral.at<T>(r.y + r.height, r.x);
}

double distance(const cv::Vec3d& one, const cv::Vec3d& other) {
  return cv::norm(one - other) / std::sqrt(3.0);
}

}  // namespace

Ground::Ground(const cv::Mat& image, const Subject& subject) : size_(image.size()) {
  const int height = std::max(1, image.rows / kReduction);
  const int width = std::max(1, image.cols / kReduction);
  cv::Mat small = resize_image(image, height, width).clone();
  const cv::Mat animal = resize_mask(subject.shape, height, width);
  small.setTo(cv::Scalar::all(0), animal);
  const cv::Mat free = (animal == 0) / 255;
  cv::integral(small, sums_, squares_, CV_64F, CV_64F);
  cv::integral(free, pixels_, CV_32S);
  own_ = look(strip_below(subject.box));
}

cv::Rect Ground::strip_below(const cv::Rect& box) const {
  const int height = std::max(2 * kReduction, cvRound(0.06 * size_.height));
  return {box.x, box.y + box.height - height / 4, box.width, height};
}

std::optional<Ground::Look> Ground::look(const cv::Rect& area) const {
  const cv::Rect whole(0, 0, pixels_.cols - 1, pixels_.rows - 1);
  const cv::Rect r = whole & cv::Rect(area.x / kReduction, area.y / kReduction,
                                      area.width / kReduction, area.height / kReduction);
  if (r.empty()) return {};
  const int pixels = sum_over<int>(pixels_, r);
  if (pixels < 0.2 * r.area()) return {};
  Look look{sum_over<cv::Vec3d>(sums_, r) / pixels, 0};
  const cv::Vec3d squares = sum_over<cv::Vec3d>(squares_, r) / pixels;
  for (int c = 0; c < 3; ++c) {
    const double variance = std::max(0.0, squares[c] - look.mean[c] * look.mean[c]);
    look.deviation = std::max(look.deviation, std::sqrt(variance));
  }
  return look;
}

std::optional<double> Ground::difference_below(const cv::Rect& box) const {
  const auto there = look(strip_below(box));
  if (!there || !own_) return {};
  return distance(there->mean, own_->mean);
}

std::optional<double> Ground::difference(const cv::Rect& one, const cv::Rect& other) const {
  const auto here = look(one), there = look(other);
  if (!here || !there) return {};
  return distance(here->mean, there->mean);
}

bool Ground::is_ground(const cv::Rect& area) const {
  constexpr double kMaxDifference = 30;
  constexpr double kMaxDeviation = 32;
  const auto there = look(area);
  if (!there || !own_ || there->deviation > kMaxDeviation) return false;
  const auto [red, green, blue] = there->mean.val;
  if (blue > red + 12 && blue > green + 4) return false;
  return distance(there->mean, own_->mean) < kMaxDifference;
}

}  // namespace petseg
