#pragma once

// The constants of severities 1 … 5. All but kDark: Hendrycks and Dietterich, "Benchmarking Neural
// Network Robustness to Common Corruptions and Perturbations" (2019), as in the authors' code for
// photos of ImageNet's size.

#include <array>

namespace petseg {

template <class T>
using Severities = std::array<T, 5>;

struct DefocusSeverity {
  int radius;  // pixels
  double soft_edge;
};
struct MotionSeverity {
  int radius;  // pixels
  double sigma;
};

// Deviations, where white is 1.
inline constexpr Severities<double> kGaussianNoiseSigma{0.08, 0.12, 0.18, 0.26, 0.38};
inline constexpr Severities<double> kSpeckleNoiseSigma{0.15, 0.2, 0.35, 0.45, 0.6};
// Photons at white.
inline constexpr Severities<int> kShotNoisePhotons{60, 25, 12, 5, 3};
// The share of values that become black or white.
inline constexpr Severities<double> kImpulseNoiseShare{0.03, 0.06, 0.09, 0.17, 0.27};

inline constexpr Severities<double> kGaussianBlurSigma{1, 2, 3, 4, 6};  // pixels
inline constexpr Severities<DefocusSeverity> kDefocusBlur{
    {{3, 0.1}, {4, 0.5}, {6, 0.5}, {8, 0.5}, {10, 0.5}}};
inline constexpr Severities<MotionSeverity> kMotionBlur{
    {{10, 3}, {15, 5}, {15, 8}, {15, 12}, {20, 15}}};
inline constexpr double kMaxMotionDegrees = 45;  // from the horizontal, to either side

inline constexpr Severities<double> kContrastKept{0.4, 0.3, 0.2, 0.1, 0.05};
inline constexpr Severities<double> kBrightnessAdded{0.1, 0.2, 0.3, 0.4, 0.5};  // to HSV's value
inline constexpr Severities<int> kJpegQuality{25, 18, 15, 10, 7};
inline constexpr Severities<double> kPixelateScale{0.6, 0.5, 0.4, 0.3, 0.25};

// Our own: the light that is left, one stop less for each severity.
inline constexpr Severities<double> kDarkExposure{1.0 / 2, 1.0 / 4, 1.0 / 8, 1.0 / 16, 1.0 / 32};
inline constexpr double kFullWellElectrons = 1000;  // at white, with the photo's own exposure
inline constexpr double kReadNoiseElectrons = 4;

}  // namespace petseg
