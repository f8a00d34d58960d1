#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"

namespace petseg {

/// The noises of ImageNet-C on 8-bit RGB images; white is 1 for every deviation.
cv::Mat add_gaussian_noise(const cv::Mat& rgb, double sigma, Rng& rng);
cv::Mat add_speckle_noise(const cv::Mat& rgb, double sigma, Rng& rng);
/// Poisson noise; at most 60 photons at white.
cv::Mat add_shot_noise(const cv::Mat& rgb, int photons, Rng& rng);
/// A share of all values becomes black or white, as often the one as the other.
cv::Mat add_impulse_noise(const cv::Mat& rgb, double share, Rng& rng);

/// The photo as a sensor would have seen it with a share of the light; see corruption.h.
cv::Mat darken(const cv::Mat& rgb, double exposure, Rng& rng);

}  // namespace petseg
