#pragma once

#include <array>
#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "petseg/core/classes.h"

namespace petseg {

/// A number beneath a figure, ready to print: {"mIoU", "0.912"}.
struct FigureScore {
  std::string name;
  std::string value;
};

/// A photo of a debugging set with its two masks.
struct DebuggingPhoto {
  std::string name;
  cv::Mat image;       ///< RGB [H, W, 3]
  cv::Mat truth;       ///< class ids and kIgnoreLabel [H, W]
  cv::Mat prediction;  ///< class ids [H, W]
  std::vector<FigureScore> scores;
};

/// image | truth | prediction side by side under the photo's name, its scores beneath. Photos of
/// any size and shape come out at a size that fits a screen. Throws std::invalid_argument when
/// image and masks do not belong together.
cv::Mat debugging_figure(const DebuggingPhoto& photo);

/// The same without words, for a grid of small pictures whose places are square: image and truth,
/// beneath them prediction and errors (error_map()), at most 488 pixels wide and high.
cv::Mat debugging_tile(const cv::Mat& image, const cv::Mat& truth, const cv::Mat& prediction);

/// What the network says about a photo.
struct PredictedPhoto {
  std::string name;
  cv::Mat image;                                   ///< RGB [H, W, 3]
  std::array<cv::Mat, kNumClasses> probabilities;  ///< float32 in [0, 1], [H, W] each
  cv::Mat mask;                                    ///< class ids [H, W]
};

/// image | background | cat | dog | all: the probability of each class, and the mask on the photo.
cv::Mat prediction_figure(const PredictedPhoto& photo);

/// Pictures one under the other, left-aligned on paper as wide as the widest. Empty for no picture.
cv::Mat stack_rows(const std::vector<cv::Mat>& rows);

}  // namespace petseg
