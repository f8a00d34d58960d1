#include "sources/synthetic/coat.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace petseg {
namespace {

/// Where the markings are: float [H, W] in 0 … 1.
cv::Mat marking_alpha(CoatPattern pattern, cv::Size size, double head, Rng& rng) {
  const cv::Mat wobble = smooth_noise(size, 0.7 * head, rng);
  switch (pattern) {
    case CoatPattern::kTabby: {
      const double degrees = rng.uniform(-35, 35);
      const double period = rng.uniform(0.25, 0.45) * head;
      return soft_threshold(waves(size, period, degrees, 4 * wobble), 0.25, 1.0);
    }
    case CoatPattern::kBrindle:
      return 0.7 *
             soft_threshold(waves(size, 0.28 * head, rng.uniform(-30, 30), 4 * wobble), 0.3, 0.9);
    case CoatPattern::kSpotted:
      return soft_threshold(smooth_noise(size, rng.uniform(0.15, 0.28) * head, rng), 0.25, 0.4);
    case CoatPattern::kPatches: {
      const cv::Mat patches = smooth_noise(size, 1.6 * head, rng) + 0.15 * wobble;
      return soft_threshold(patches, rng.uniform(-0.1, 0.5), 0.12);
    }
    case CoatPattern::kSolid:
    case CoatPattern::kPoints: break;
  }
  return cv::Mat::zeros(size, CV_32F);
}

/// Where a flow carries each pixel: hair lies in curves, not in lines.
cv::Mat flowing(const cv::Mat& values, double head, Rng& rng) {
  const cv::Mat right = 0.35 * head * smooth_noise(values.size(), 1.2 * head, rng);
  const cv::Mat down = 0.35 * head * smooth_noise(values.size(), 1.2 * head, rng);
  cv::Mat map(values.size(), CV_32FC2);
  for (int y = 0; y < map.rows; ++y) {
    auto* to = map.ptr<cv::Vec2f>(y);
    for (int x = 0; x < map.cols; ++x) {
      to[x] = {static_cast<float>(x) + right.at<float>(y, x),
               static_cast<float>(y) + down.at<float>(y, x)};
    }
  }
  cv::Mat carried;
  cv::remap(values, carried, map, {}, cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  return carried;
}

/// The same shading and hairs for all colours of a coat: float [H, W].
cv::Mat grow_hairs(cv::Size size, double head, double length, Rng& rng) {
  const int strand = std::clamp(static_cast<int>(2.5 * length * head), 3, 41);
  const cv::Size grain = rng.chance(0.6) ? cv::Size(2, strand) : cv::Size(strand, 2);
  // Short hair lies flat and shines, long hair casts shadows on itself.
  const double strength = std::min(0.15, rng.uniform(0.5, 1.3) * (0.03 + length));
  cv::Mat hairs = strength * grain_noise(size, grain, rng);
  hairs += 1.4 * strength * smooth_noise(size, 0.12 * head + 2, rng);
  hairs = flowing(hairs, head, rng);
  hairs += 0.16 * fractal_noise(size, 0.8 * head, rng);
  return hairs;
}

cv::Mat with_hairs(cv::Mat fur, const cv::Mat& hairs) {
  modulate(fur, hairs, 1);
  return fur;
}

/// Coats of any breed vary, and fade where the sun has been.
Colour worn(Colour colour, Rng& rng) {
  colour *= static_cast<float>(rng.uniform(0.6, 1.2));
  return jittered(colour, 0.04, rng);
}

}  // namespace

Coat grow_coat(const CoatStyle& style, cv::Size size, double head, Rng& rng) {
  const Colour base = worn(style.base, rng);
  const Colour marking = jittered(style.marking, 0.03, rng);
  const Colour pale = jittered({0.9F, 0.87F, 0.82F}, 0.03, rng);
  const double length = style.hair * rng.uniform(0.6, 1.4);
  const cv::Mat hairs = grow_hairs(size, head, length, rng);

  Coat coat;
  coat.hair = length;
  coat.main = plain(size, base);
  const double clear = rng.uniform(0.5, 1.0);
  blend(coat.main, marking, clear * marking_alpha(style.pattern, size, head, rng));
  coat.main = with_hairs(coat.main, hairs);
  coat.pale = rng.chance(style.pale_chest) ? with_hairs(plain(size, pale), hairs) : coat.main;
  coat.extremities =
      style.pattern == CoatPattern::kPoints ? with_hairs(plain(size, marking), hairs) : coat.main;
  return coat;
}

}  // namespace petseg
