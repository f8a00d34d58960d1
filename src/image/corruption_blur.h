#pragma once

#include <opencv2/core/mat.hpp>

namespace petseg {

/// The blurs of ImageNet-C on 8-bit RGB images.
cv::Mat blur_gaussian(const cv::Mat& rgb, double sigma);
/// A disc of `radius` pixels whose edge is blurred by `soft_edge`.
cv::Mat blur_defocus(const cv::Mat& rgb, int radius, double soft_edge);
/// Half a Gaussian along a line of 2 · radius + 1 pixels, `degrees` from the horizontal.
cv::Mat blur_motion(const cv::Mat& rgb, int radius, double sigma, double degrees);

}  // namespace petseg
