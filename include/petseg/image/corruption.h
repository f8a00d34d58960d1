#pragma once

#include <string>
#include <string_view>

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"

namespace petseg {

/// What can be wrong with a photo, as ImageNet-C has it (Hendrycks and Dietterich, "Benchmarking
/// Neural Network Robustness to Common Corruptions and Perturbations", 2019), and one of our own:
/// `dark`, which that set lacks.
enum class Corruption {
  kGaussianNoise,
  kShotNoise,
  kImpulseNoise,
  kSpeckleNoise,
  kGaussianBlur,
  kDefocusBlur,
  kMotionBlur,
  kContrast,
  kBrightness,
  kDark,
  kJpeg,
  kPixelate,
};

inline constexpr int kMinSeverity = 1;
inline constexpr int kMaxSeverity = 5;

/// As the field writes it: "gaussian_noise", "jpeg_compression".
std::string_view corruption_name(Corruption kind);

/// Throws ConfigError that begins with `where`, lists the names and suggests the nearest.
Corruption corruption_from_name(std::string_view name, const std::string& where);

/// A corrupted copy of an 8-bit RGB photo, of the same size. The same photo, kind, severity (1 … 5)
/// and random numbers give the same copy on every machine.
///
/// All but `dark` do what the authors' code does to one photo, with the same constants, rounded to
/// 8 bits where that code cuts off. `dark` is a photo taken with too little light: `severity` stops
/// less in linear light (1/2 … 1/32), with the noise that a sensor has then, shot noise of 1000
/// electrons at white before it was darkened and a read noise of 4 electrons, stored as sRGB.
///
/// Throws std::invalid_argument when the image is not RGB or the severity out of range.
cv::Mat corrupt(const cv::Mat& rgb, Corruption kind, int severity, Rng& rng);

}  // namespace petseg
