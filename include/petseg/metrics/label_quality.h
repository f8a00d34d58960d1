#pragma once

#include <opencv2/core/mat.hpp>

namespace petseg {

/// How well a photo's truth agrees with a model, 0 to 1: the mean over its known pixels of the
/// probability p that the model gives to the pixel's class, weighted by exp((1 - p) / 0.1), so that
/// the worst pixels decide (cleanlab's "softmin" score for segmentation; Lad and Mueller,
/// "Estimating label quality and errors in semantic segmentation data via any model", 2023). 1
/// where no pixel is known.
///
/// `truth`: 8-bit [H, W], class ids and kIgnoreLabel. `probabilities`: float32 [H, W, kNumClasses].
/// Throws std::logic_error for other shapes, std::out_of_range for another value in the truth.
double label_quality(const cv::Mat& truth, const cv::Mat& probabilities);

/// A model is sure of a class from this probability on.
inline constexpr float kSure = 0.9F;

/// The largest connected region in which the model is sure of another class than the truth's, as a
/// share of the photo's known pixels. Strips thinner than a hundredth of the photo's diagonal do
/// not count: outlines are drawn and found a little differently.
double disputed_share(const cv::Mat& truth, const cv::Mat& probabilities);

}  // namespace petseg
