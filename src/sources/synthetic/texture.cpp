#include "sources/synthetic/texture.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

namespace petseg {
namespace {

/// OpenCV fills matrices with its own generator, which is the same everywhere too.
cv::Mat normal_values(cv::Size size, Rng& rng) {
  cv::Mat values(size, CV_32F);
  cv::RNG generator(rng.next());
  generator.fill(values, cv::RNG::NORMAL, 0.0, 1.0);
  return values;
}

}  // namespace

cv::Mat smooth_noise(cv::Size size, double cell, Rng& rng) {
  const cv::Size grid(std::max(2, static_cast<int>(size.width / cell) + 2),
                      std::max(2, static_cast<int>(size.height / cell) + 2));
  cv::Mat values;
  cv::resize(normal_values(grid, rng), values, size, 0, 0, cv::INTER_CUBIC);
  return values * 0.6;
}

cv::Mat fractal_noise(cv::Size size, double cell, Rng& rng) {
  cv::Mat sum = smooth_noise(size, cell, rng);
  double strength = 1;
  for (int octave = 1; octave < 5 && cell > 2; ++octave) {
    cell /= 2;
    strength /= 2;
    cv::scaleAdd(smooth_noise(size, cell, rng), strength, sum, sum);
  }
  return sum;
}

cv::Mat grain_noise(cv::Size size, cv::Size grain, Rng& rng) {
  cv::Mat values = normal_values(size, rng);
  if (grain.area() <= 1) return values;
  cv::blur(values, values, grain);
  return values * std::sqrt(static_cast<double>(grain.area()));
}

cv::Mat plain(cv::Size size, Colour colour) {
  return {size, CV_32FC3, cv::Scalar(colour[0], colour[1], colour[2])};
}

void blend(cv::Mat& image, const cv::Mat& layer, const cv::Mat& alpha) {
  for (int y = 0; y < image.rows; ++y) {
    auto* to = image.ptr<Colour>(y);
    const auto* from = layer.ptr<Colour>(y);
    const auto* a = alpha.ptr<float>(y);
    for (int x = 0; x < image.cols; ++x) to[x] += a[x] * (from[x] - to[x]);
  }
}

void blend(cv::Mat& image, Colour colour, const cv::Mat& alpha) {
  for (int y = 0; y < image.rows; ++y) {
    auto* to = image.ptr<Colour>(y);
    const auto* a = alpha.ptr<float>(y);
    for (int x = 0; x < image.cols; ++x) to[x] += a[x] * (colour - to[x]);
  }
}

void modulate(cv::Mat& image, const cv::Mat& values, double amount) {
  const auto strength = static_cast<float>(amount);
  for (int y = 0; y < image.rows; ++y) {
    auto* to = image.ptr<Colour>(y);
    const auto* v = values.ptr<float>(y);
    for (int x = 0; x < image.cols; ++x) to[x] *= std::max(0.0F, 1 + strength * v[x]);
  }
}

cv::Mat soft_threshold(const cv::Mat& values, double threshold, double softness) {
  cv::Mat ramp = (values - threshold) / softness + 0.5;
  ramp = cv::min(cv::max(ramp, 0.0), 1.0);
  return ramp;
}

cv::Mat waves(cv::Size size, double period, double degrees, const cv::Mat& bend) {
  const double radians = degrees * std::numbers::pi / 180;
  const auto step_x = static_cast<float>(2 * std::numbers::pi / period * std::cos(radians));
  const auto step_y = static_cast<float>(2 * std::numbers::pi / period * std::sin(radians));
  cv::Mat values(size, CV_32F);
  for (int y = 0; y < size.height; ++y) {
    auto* to = values.ptr<float>(y);
    const auto* bent = bend.empty() ? nullptr : bend.ptr<float>(y);
    for (int x = 0; x < size.width; ++x) {
      const float straight = step_x * static_cast<float>(x) + step_y * static_cast<float>(y);
      to[x] = std::sin(straight + (bent == nullptr ? 0 : bent[x]));
    }
  }
  return values;
}

void defocus(cv::Mat& image, double radius) {
  const int side = 2 * cvRound(radius) + 1;
  if (side < 3) return;
  // Twice: once would leave the squares of its kernel in highlights.
  cv::blur(image, image, {side, side});
  cv::blur(image, image, {side / 2 | 1, side / 2 | 1});
}

Colour jittered(Colour colour, double amount, Rng& rng) {
  const double lighter = 2 * amount * rng.normal();
  for (int c = 0; c < 3; ++c) {
    const double tint = 0.3 * amount * rng.normal();
    colour[c] = static_cast<float>(std::clamp(colour[c] * (1 + lighter) + tint, 0.0, 1.0));
  }
  return colour;
}

Colour any_colour(Rng& rng, double low, double high) {
  const double grey = rng.uniform(low, high);
  const double colourful = 0.35 * rng.uniform() * rng.uniform();
  Colour colour;
  for (int c = 0; c < 3; ++c) {
    colour[c] = static_cast<float>(std::clamp(grey + colourful * rng.uniform(-1, 1), 0.02, 0.98));
  }
  return colour;
}

}  // namespace petseg
