#include "image/corruption_noise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <numbers>

#include <opencv2/core.hpp>

#include "image/corruption_severity.h"

namespace petseg {
namespace {

constexpr int kLevels = 256;
using LevelTable = std::array<float, kLevels>;

// An object: calls through a function's address are not inlined where it is passed on.
constexpr auto to_level = [](float value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F);
};

/// `to_output(v, random)` for each value v, with 16 random bits.
template <class ToOutput>
cv::Mat with_random_bits(const cv::Mat& rgb, Rng& rng, ToOutput to_output) {
  cv::Mat noisy(rgb.size(), CV_8UC3);
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* from = rgb.ptr<std::uint8_t>(y);
    auto* to = noisy.ptr<std::uint8_t>(y);
    std::uint64_t bits = 0;
    for (int i = 0; i < 3 * rgb.cols; ++i, bits >>= 16) {
      if (i % 4 == 0) bits = rng.next();
      to[i] = to_output(from[i], static_cast<std::uint32_t>(bits & 0xffff));
    }
  }
  return noisy;
}

/// The normal distribution by inversion: values at the middles of equal shares of probability, of
/// deviation 1. They end at 3.8, which 8-bit values do not show.
constexpr int kNormalBits = 13;
const std::array<float, 1 << kNormalBits>& normal_table() {
  static const auto table = [] {
    constexpr std::size_t kCount = 1 << kNormalBits;
    std::array<float, kCount> values{};
    double x = -3.8;
    double squares = 0;
    for (std::size_t i = 0; i < kCount / 2; ++i) {
      const double probability = (static_cast<double>(i) + 0.5) / kCount;
      for (int step = 0; step < 8; ++step) {  // Newton, from the value before
        const double density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
        x -= (0.5 * std::erfc(-x / std::numbers::sqrt2) - probability) / density;
      }
      values[i] = static_cast<float>(x);
      values[kCount - 1 - i] = -values[i];
      squares += 2 * x * x;
    }
    const auto scale = static_cast<float>(1 / std::sqrt(squares / kCount));
    for (float& value : values) value *= scale;
    return values;
  }();
  return table;
}

/// `to_output(mean[v] + sigma[v] · n)` for each value v, with n normally distributed.
template <class ToOutput>
cv::Mat with_normal_noise(const cv::Mat& rgb, const LevelTable& mean, const LevelTable& sigma,
                          Rng& rng, ToOutput to_output) {
  const auto& normal = normal_table();
  return with_random_bits(rgb, rng, [&](std::uint8_t v, std::uint32_t random) {
    return to_output(mean[v] + sigma[v] * normal[random >> (16 - kNormalBits)]);
  });
}

/// A Poisson distribution by inversion, for the number of photons of each level: a table of where
/// to begin, by the first 8 of 16 random bits, and cumulative probabilities.
class PhotonCounts {
 public:
  explicit PhotonCounts(int photons) : photons_(photons) {
    for (std::size_t level = 0; level < kLevels; ++level) fill(level);
  }

  /// Counts above `photons` stand for it: both are white.
  int count(std::uint8_t level, std::uint32_t random) const {
    return count_from(first_[level][random >> 8], level, random);
  }

 private:
  int count_from(int k, std::size_t level, std::uint32_t random) const {
    while (k < photons_ && random >= cumulative_[level][static_cast<std::size_t>(k)]) ++k;
    return k;
  }

  void fill(std::size_t level) {
    const double mean = photons_ * static_cast<double>(level) / 255;
    double probability = std::exp(-mean);
    double sum = 0;
    for (int k = 0; k < photons_; ++k) {
      sum += probability;
      cumulative_[level][static_cast<std::size_t>(k)] =
          static_cast<std::uint32_t>(std::lround(sum * 0x1p16));
      probability *= mean / (k + 1);
    }
    for (std::uint32_t i = 0; i < kLevels; ++i) {
      first_[level][i] = static_cast<std::uint8_t>(count_from(0, level, i << 8));
    }
  }

  static constexpr std::size_t kMaxPhotons =
      *std::max_element(kShotNoisePhotons.begin(), kShotNoisePhotons.end());

  int photons_;
  std::array<std::array<std::uint32_t, kMaxPhotons>, kLevels> cumulative_;
  std::array<std::array<std::uint8_t, kLevels>, kLevels> first_;
};

// sRGB's transfer function (IEC 61966-2-1), for values in 0 … 1.
double linear_from_srgb(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}
double srgb_from_linear(double value) {
  return value <= 0.0031308 ? 12.92 * value : 1.055 * std::pow(value, 1 / 2.4) - 0.055;
}

/// The 8-bit sRGB levels of linear values in steps of 1/16384, a fifth of a level where the
/// function is steepest.
constexpr int kLinearSteps = 1 << 14;
const std::array<std::uint8_t, kLinearSteps + 1>& srgb_table() {
  static const auto table = [] {
    std::array<std::uint8_t, kLinearSteps + 1> levels{};
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const double value = srgb_from_linear(static_cast<double>(i) / kLinearSteps);
      levels[i] = to_level(static_cast<float>(255 * value));
    }
    return levels;
  }();
  return table;
}

}  // namespace

cv::Mat add_gaussian_noise(const cv::Mat& rgb, double sigma, Rng& rng) {
  LevelTable mean, deviation;
  for (std::size_t v = 0; v < kLevels; ++v) mean[v] = static_cast<float>(v);
  deviation.fill(static_cast<float>(255 * sigma));
  return with_normal_noise(rgb, mean, deviation, rng, to_level);
}

cv::Mat add_speckle_noise(const cv::Mat& rgb, double sigma, Rng& rng) {
  LevelTable mean, deviation;
  for (std::size_t v = 0; v < kLevels; ++v) {
    mean[v] = static_cast<float>(v);
    deviation[v] = static_cast<float>(sigma) * mean[v];
  }
  return with_normal_noise(rgb, mean, deviation, rng, to_level);
}

cv::Mat add_shot_noise(const cv::Mat& rgb, int photons, Rng& rng) {
  const auto counts = std::make_unique<const PhotonCounts>(photons);
  std::array<std::uint8_t, kLevels> levels{};
  for (int k = 0; k <= photons; ++k) {
    levels[static_cast<std::size_t>(k)] =
        to_level(255.0F * static_cast<float>(k) / static_cast<float>(photons));
  }
  return with_random_bits(rgb, rng, [&](std::uint8_t level, std::uint32_t random) {
    return levels[static_cast<std::size_t>(counts->count(level, random))];
  });
}

cv::Mat add_impulse_noise(const cv::Mat& rgb, double share, Rng& rng) {
  const auto changed = static_cast<std::uint32_t>(std::lround(share * 0x1p16));
  return with_random_bits(rgb, rng, [=](std::uint8_t level, std::uint32_t random) -> std::uint8_t {
    if (random >= changed) return level;
    return random < changed / 2 ? 0 : 255;
  });
}

cv::Mat darken(const cv::Mat& rgb, double exposure, Rng& rng) {
  LevelTable mean, deviation;
  for (std::size_t v = 0; v < kLevels; ++v) {
    const double light = exposure * linear_from_srgb(static_cast<double>(v) / 255);
    const double electrons = light * kFullWellElectrons;
    const double noise = std::sqrt(electrons + kReadNoiseElectrons * kReadNoiseElectrons);
    mean[v] = static_cast<float>(kLinearSteps * light);
    deviation[v] = static_cast<float>(kLinearSteps * noise / kFullWellElectrons);
  }
  const auto& srgb = srgb_table();
  return with_normal_noise(rgb, mean, deviation, rng, [&](float light) {
    const float step = std::clamp(light, 0.0F, static_cast<float>(kLinearSteps)) + 0.5F;
    return srgb[static_cast<std::size_t>(static_cast<int>(step))];
  });
}

}  // namespace petseg
