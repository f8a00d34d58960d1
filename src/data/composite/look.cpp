#include "data/composite/look.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace petseg {
namespace {

// The two photos' means stand for their light: a part of the difference is taken over.
constexpr double kLuminanceShare = 0.4;
constexpr double kCastShare = 0.2;

double luminance(const cv::Scalar& rgb) {
  return std::max(1.0, 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]);
}

void match_light(cv::Mat& image, const cv::Scalar& own, const cv::Scalar& wanted) {
  const double lighter = luminance(wanted) / luminance(own);
  const double gain = std::clamp(std::pow(lighter, kLuminanceShare), 0.75, 1.25);
  cv::Scalar gains;
  for (int c = 0; c < 3; ++c) {
    const double cast = (wanted[c] + 1) / (own[c] + 1) / lighter;
    gains[c] = gain * std::clamp(std::pow(cast, kCastShare), 0.94, 1.06);
  }
  cv::Mat table(1, 256, CV_8UC3);
  for (int v = 0; v < 256; ++v) {
    for (int c = 0; c < 3; ++c) {
      table.at<cv::Vec3b>(v)[c] = cv::saturate_cast<std::uint8_t>(gains[c] * v);
    }
  }
  cv::LUT(image, table, image);
}

cv::Mat grey_of(const cv::Mat& rgb) {
  cv::Mat grey;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  return grey;
}

/// The 95th percentile of the Laplacian's absolute values where `mask` is set: how hard the hardest
/// edges are.
double sharpness_where(const cv::Mat& grey, const cv::Mat& mask) {
  cv::Mat edges;
  cv::Laplacian(grey, edges, CV_16S);
  edges = cv::abs(edges);
  edges.convertTo(edges, CV_8U);
  std::array<int, 256> counts{};
  int total = 0;
  for (int y = 0; y < edges.rows; ++y) {
    const auto* edge = edges.ptr<std::uint8_t>(y);
    const auto* counted = mask.ptr<std::uint8_t>(y);
    for (int x = 0; x < edges.cols; ++x) {
      if (counted[x] == 0) continue;
      ++counts[edge[x]];
      ++total;
    }
  }
  int above = total / 20;
  int value = 255;
  while (value > 0 && (above -= counts[static_cast<std::size_t>(value)]) >= 0) --value;
  return value;
}

void match_sharpness(Cutout& cutout, double wanted) {
  const double own = sharpness_where(grey_of(cutout.image), cutout.alpha == 255);
  const double ratio = own / std::max(1.0, wanted);
  if (ratio < 1.3) return;
  // A Gaussian of 0.5 pixels takes about a third off a fine texture's Laplacian, one of 1 two
  // thirds.
  const double sigma = std::min(0.45 * std::sqrt(ratio - 0.5), 1.2);
  cv::GaussianBlur(cutout.image, cutout.image, {}, sigma, 0, cv::BORDER_REPLICATE);
}

/// The deviation of an image's noise (Immerkær, "Fast Noise Variance Estimation", 1996), from its
/// smoothest blocks only, since texture would count as noise.
double noise_deviation(const cv::Mat& grey) {
  constexpr int kBlock = 16;
  if (grey.rows < kBlock || grey.cols < kBlock) return 0;
  const cv::Mat kernel = (cv::Mat_<float>(3, 3) << 1, -2, 1, -2, 4, -2, 1, -2, 1);
  cv::Mat response;
  std::vector<double> means;
  for (int y = 0; y + kBlock <= grey.rows; y += 3 * kBlock) {
    cv::filter2D(grey.rowRange(y, y + kBlock), response, CV_16S, kernel);
    response = cv::abs(response);
    for (int x = 0; x + kBlock <= grey.cols; x += 2 * kBlock) {
      means.push_back(cv::mean(response.colRange(x, x + kBlock))[0]);
    }
  }
  const auto quarter = means.begin() + static_cast<std::ptrdiff_t>(means.size() / 4);
  std::nth_element(means.begin(), quarter, means.end());
  return *quarter * std::sqrt(std::numbers::pi / 2) / 6;
}

void match_grain(cv::Mat& image, double wanted, Rng& rng) {
  const double own = noise_deviation(grey_of(image));
  const double added = std::min(std::sqrt(std::max(0.0, wanted * wanted - own * own)), 4.0);
  if (added < 0.7) return;
  cv::Mat noise(image.size(), CV_16S);
  cv::RNG(rng.next()).fill(noise, cv::RNG::NORMAL, 0, added);
  cv::merge(std::array<cv::Mat, 3>{noise, noise, noise}, noise);
  cv::add(image, noise, image, cv::noArray(), CV_8U);
}

}  // namespace

double sharpness(const cv::Mat& rgb) {
  return sharpness_where(grey_of(rgb), cv::Mat::ones(rgb.size(), CV_8U));
}

Look find_look(const cv::Mat& photo, const cv::Rect& sharp_part) {
  return {cv::mean(photo), sharpness(photo(sharp_part)), noise_deviation(grey_of(photo))};
}

void harmonise(Cutout& cutout, const Look& own, const Look& wanted, Rng& rng) {
  match_light(cutout.image, own.mean, wanted.mean);
  match_sharpness(cutout, wanted.sharpness);
  match_grain(cutout.image, wanted.noise, rng);
}

}  // namespace petseg
