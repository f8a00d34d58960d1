#include "petseg/image/perceptual_hash.h"

#include <algorithm>
#include <array>
#include <bit>

#include <opencv2/imgproc.hpp>

namespace petseg {
namespace {

constexpr int kTransformSize = 32;
constexpr int kSide = 8;

/// Of kTransformSize².
std::uint64_t frequency_hash(const cv::Mat& grey) {
  cv::Mat values, transformed;
  grey.convertTo(values, CV_32F);
  cv::dct(values, transformed);

  std::array<float, kSide * kSide> low{};
  for (int y = 0; y < kSide; ++y) {
    std::copy_n(transformed.ptr<float>(y), kSide, low.begin() + y * kSide);
  }
  // The first is the mean luminance, far above all others.
  auto sorted = low;
  const auto median = sorted.begin() + sorted.size() / 2;
  std::nth_element(sorted.begin() + 1, median, sorted.end());
  std::uint64_t hash = 0;
  for (const float value : low) hash = (hash << 1) | (value > *median ? 1U : 0U);
  return hash;
}

std::uint64_t gradient_hash(const cv::Mat& grey) {
  cv::Mat small;
  cv::resize(grey, small, {kSide + 1, kSide}, 0, 0, cv::INTER_AREA);
  std::uint64_t hash = 0;
  for (int y = 0; y < kSide; ++y) {
    const auto* row = small.ptr<std::uint8_t>(y);
    for (int x = 0; x < kSide; ++x) hash = (hash << 1) | (row[x] < row[x + 1] ? 1U : 0U);
  }
  return hash;
}

}  // namespace

PerceptualHash perceptual_hash(const cv::Mat& grey) {
  cv::Mat small;
  cv::resize(grey, small, {kTransformSize, kTransformSize}, 0, 0, cv::INTER_AREA);
  return {frequency_hash(small), gradient_hash(small)};
}

int hash_distance(const PerceptualHash& a, const PerceptualHash& b) {
  return std::max(std::popcount(a.frequencies ^ b.frequencies),
                  std::popcount(a.gradients ^ b.gradients));
}

}  // namespace petseg
