#include "image/corruption_blur.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

namespace petseg {

cv::Mat blur_gaussian(const cv::Mat& rgb, double sigma) {
  const int radius = static_cast<int>(4 * sigma + 0.5);  // as scikit-image cuts the tails off
  // In floats: OpenCV's kernels for 8 bits are coarse in the tails of a wide Gaussian.
  const cv::Mat kernel = cv::getGaussianKernel(2 * radius + 1, sigma, CV_32F);
  cv::Mat blurred;
  cv::sepFilter2D(rgb, blurred, CV_32F, kernel, kernel, {-1, -1}, 0, cv::BORDER_REPLICATE);
  blurred.convertTo(blurred, CV_8U);
  return blurred;
}

cv::Mat blur_defocus(const cv::Mat& rgb, int radius, double soft_edge) {
  const int half = std::max(8, radius);
  cv::Mat disc(2 * half + 1, 2 * half + 1, CV_32F);
  for (int y = -half; y <= half; ++y) {
    for (int x = -half; x <= half; ++x) {
      disc.at<float>(y + half, x + half) = x * x + y * y <= radius * radius ? 1.0F : 0.0F;
    }
  }
  disc /= cv::sum(disc)[0];
  const cv::Size edge = radius <= 8 ? cv::Size(3, 3) : cv::Size(5, 5);
  cv::GaussianBlur(disc, disc, edge, soft_edge);
  cv::Mat blurred;
  cv::filter2D(rgb, blurred, -1, disc);
  return blurred;
}

cv::Mat blur_motion(const cv::Mat& rgb, int radius, double sigma, double degrees) {
  const int width = 2 * radius + 1;
  const double radians = degrees * std::numbers::pi / 180;
  const auto steps = [](double distance) { return static_cast<int>(std::ceil(distance - 0.5)); };
  cv::Mat line = cv::Mat::zeros(2 * width + 1, 2 * width + 1, CV_32F);
  for (int i = 0; i < width; ++i) {
    const int x = width + steps(i * std::cos(radians));
    const int y = width + steps(i * std::sin(radians));
    line.at<float>(y, x) += static_cast<float>(std::exp(-i * i / (2 * sigma * sigma)));
  }
  line /= cv::sum(line)[0];
  cv::Mat blurred;
  cv::filter2D(rgb, blurred, -1, line, {-1, -1}, 0, cv::BORDER_REPLICATE);
  return blurred;
}

}  // namespace petseg
