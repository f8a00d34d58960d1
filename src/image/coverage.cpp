#include "image/coverage.h"

#include <cmath>

#include <opencv2/imgproc.hpp>

namespace petseg {

Coverage::Coverage(const cv::Rect2d& extent) {
  const cv::Point first(cvFloor(extent.x), cvFloor(extent.y));
  const cv::Point last(cvCeil(extent.x + extent.width), cvCeil(extent.y + extent.height));
  box_ = cv::Rect(first, last);
  mask = cv::Mat::zeros(box_.size() * kScale, CV_8U);
}

cv::Point Coverage::at(cv::Point2d point) const {
  return {cvRound((point.x - box_.x) * kScale - 0.5), cvRound((point.y - box_.y) * kScale - 0.5)};
}

void Coverage::blend(cv::Mat& canvas, Colour colour) const {
  const cv::Rect visible = box_ & cv::Rect(cv::Point(), canvas.size());
  if (visible.empty()) return;
  cv::Mat coverage;
  cv::resize(mask, coverage, box_.size(), 0, 0, cv::INTER_AREA);

  const cv::Vec3i ink(colour.red, colour.green, colour.blue);
  for (int y = visible.y; y < visible.br().y; ++y) {
    auto* pixels = canvas.ptr<cv::Vec3b>(y);
    const auto* covered = coverage.ptr<std::uint8_t>(y - box_.y);
    for (int x = visible.x; x < visible.br().x; ++x) {
      const int weight = covered[x - box_.x];
      for (int c = 0; c < 3; ++c) {
        const int mixed = pixels[x][c] * (255 - weight) + ink[c] * weight;
        pixels[x][c] = static_cast<std::uint8_t>((mixed + 127) / 255);
      }
    }
  }
}

}  // namespace petseg
