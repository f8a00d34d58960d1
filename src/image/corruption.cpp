#include "petseg/image/corruption.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/image/decode.h"

#include "image/checks.h"
#include "image/corruption_blur.h"
#include "image/corruption_noise.h"
#include "image/corruption_severity.h"

namespace petseg {
namespace {

constexpr std::array<std::string_view, 12> kNames{
    "gaussian_noise", "shot_noise",   "impulse_noise",    "speckle_noise",
    "gaussian_blur",  "defocus_blur", "motion_blur",      "contrast",
    "brightness",     "dark",         "jpeg_compression", "pixelate"};

/// The distance of each value to its channel's mean is multiplied by `kept`.
cv::Mat lower_contrast(const cv::Mat& rgb, double kept) {
  const cv::Scalar mean = cv::mean(rgb);
  cv::Mat table(1, 256, CV_8UC3);
  for (int v = 0; v < 256; ++v) {
    for (int c = 0; c < 3; ++c) {
      table.at<cv::Vec3b>(v)[c] = cv::saturate_cast<std::uint8_t>((v - mean[c]) * kept + mean[c]);
    }
  }
  cv::Mat flat;
  cv::LUT(rgb, table, flat);
  return flat;
}

/// Adds to the value of HSV. Hue and saturation stay when the three channels are scaled by what the
/// largest of them, which is the value, grows; black becomes grey.
cv::Mat brighten(const cv::Mat& rgb, double added) {
  std::array<double, 256> scale{};
  for (std::size_t v = 1; v < scale.size(); ++v) {
    const double value = static_cast<double>(v);
    scale[v] = std::min(255.0, value + 255 * added) / value;
  }
  const auto grey = cv::saturate_cast<std::uint8_t>(255 * added);
  cv::Mat bright(rgb.size(), CV_8UC3);
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* from = rgb.ptr<cv::Vec3b>(y);
    auto* to = bright.ptr<cv::Vec3b>(y);
    for (int x = 0; x < rgb.cols; ++x) {
      const std::uint8_t value = std::max({from[x][0], from[x][1], from[x][2]});
      for (int c = 0; c < 3; ++c) {
        to[x][c] = value == 0 ? grey : cv::saturate_cast<std::uint8_t>(from[x][c] * scale[value]);
      }
    }
  }
  return bright;
}

/// The blocks of `size` pixels that become `count`: each has the pixels whose centres lie in it, as
/// in Pillow's box filter.
std::vector<cv::Range> blocks(int size, int count) {
  const double scale = static_cast<double>(size) / count;
  std::vector<cv::Range> ranges;
  for (int i = 0; i < count; ++i) {
    const double centre = (i + 0.5) * scale;
    const auto holds = [&](int pixel) {
      const double place = (pixel + 0.5 - centre) / scale;
      return place > -0.5 && place <= 0.5;
    };
    int start = static_cast<int>(centre - scale / 2);
    while (!holds(start)) ++start;
    int end = start;
    while (end < size && holds(end)) ++end;
    ranges.emplace_back(start, end);
  }
  return ranges;
}

/// Each row's means over the blocks, rounded to 8 bits, transposed.
cv::Mat block_means(const cv::Mat& rgb, const std::vector<cv::Range>& columns) {
  cv::Mat means(static_cast<int>(columns.size()), rgb.rows, CV_8UC3);
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* from = rgb.ptr<cv::Vec3b>(y);
    for (int i = 0; i < means.rows; ++i) {
      const cv::Range& block = columns[static_cast<std::size_t>(i)];
      cv::Vec3i sum;
      for (int x = block.start; x < block.end; ++x) sum += from[x];
      for (int c = 0; c < 3; ++c) {
        means.at<cv::Vec3b>(i, y)[c] =
            static_cast<std::uint8_t>((2 * sum[c] + block.size()) / (2 * block.size()));
      }
    }
  }
  return means;
}

cv::Mat pixelate(const cv::Mat& rgb, double scale) {
  const int height = std::max(1, static_cast<int>(rgb.rows * scale));
  const int width = std::max(1, static_cast<int>(rgb.cols * scale));
  const cv::Mat narrow = block_means(rgb, blocks(rgb.cols, width));
  const cv::Mat small = block_means(narrow, blocks(rgb.rows, height));
  cv::Mat large(rgb.size(), CV_8UC3);
  for (int y = 0; y < large.rows; ++y) {
    const auto* from = small.ptr<cv::Vec3b>((2 * y + 1) * height / (2 * large.rows));
    auto* to = large.ptr<cv::Vec3b>(y);
    for (int x = 0; x < large.cols; ++x) to[x] = from[(2 * x + 1) * width / (2 * large.cols)];
  }
  return large;
}

}  // namespace

std::string_view corruption_name(Corruption kind) { return kNames[static_cast<std::size_t>(kind)]; }

Corruption corruption_from_name(std::string_view name, const std::string& where) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found != kNames.end()) return static_cast<Corruption>(found - kNames.begin());
  throw ConfigError(fmt::format("{}: \"{}\" is not one of the corruptions: {}{}", where, name,
                                quoted_list(kNames), did_you_mean(name, kNames)));
}

cv::Mat corrupt(const cv::Mat& rgb, Corruption kind, int severity, Rng& rng) {
  require_rgb(rgb);
  if (severity < kMinSeverity || severity > kMaxSeverity) {
    throw std::invalid_argument(
        fmt::format("a severity of {}; {} … {} is needed", severity, kMinSeverity, kMaxSeverity));
  }
  const auto s = static_cast<std::size_t>(severity - kMinSeverity);
  switch (kind) {
    case Corruption::kGaussianNoise: return add_gaussian_noise(rgb, kGaussianNoiseSigma[s], rng);
    case Corruption::kShotNoise: return add_shot_noise(rgb, kShotNoisePhotons[s], rng);
    case Corruption::kImpulseNoise: return add_impulse_noise(rgb, kImpulseNoiseShare[s], rng);
    case Corruption::kSpeckleNoise: return add_speckle_noise(rgb, kSpeckleNoiseSigma[s], rng);
    case Corruption::kGaussianBlur: return blur_gaussian(rgb, kGaussianBlurSigma[s]);
    case Corruption::kDefocusBlur:
      return blur_defocus(rgb, kDefocusBlur[s].radius, kDefocusBlur[s].soft_edge);
    case Corruption::kMotionBlur:
      return blur_motion(rgb, kMotionBlur[s].radius, kMotionBlur[s].sigma,
                         rng.uniform(-kMaxMotionDegrees, kMaxMotionDegrees));
    case Corruption::kContrast: return lower_contrast(rgb, kContrastKept[s]);
    case Corruption::kBrightness: return brighten(rgb, kBrightnessAdded[s]);
    case Corruption::kDark: return darken(rgb, kDarkExposure[s], rng);
    case Corruption::kJpeg:
      return decode_image(encode_jpeg(rgb, kJpegQuality[s]), "a JPEG of ours");
    case Corruption::kPixelate: return pixelate(rgb, kPixelateScale[s]);
  }
  throw std::invalid_argument("a corruption that does not exist");
}

}  // namespace petseg
