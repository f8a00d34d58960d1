#pragma once

#include <opencv2/core/mat.hpp>

namespace petseg {

/// Throw std::invalid_argument, with what was found, when the caller broke the contract.
void require_rgb(const cv::Mat& image);
void require_mask_of(const cv::Mat& image, const cv::Mat& mask);

}  // namespace petseg
