#pragma once

#include <opencv2/core/mat.hpp>

namespace petseg {

/// Resizes a photo: area averaging where it shrinks, bilinear where it grows.
cv::Mat resize_image(const cv::Mat& image, int height, int width);

/// The photo with a longer side of `size` pixels; smaller photos as they are.
cv::Mat shrink_to(const cv::Mat& image, int size);

/// Resizes a mask by nearest neighbour, so that it holds no value that it did not hold before.
cv::Mat resize_mask(const cv::Mat& mask, int height, int width);

}  // namespace petseg
