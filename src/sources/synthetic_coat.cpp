#include "sources/synthetic_coat.h"

#include <algorithm>

namespace petseg {
namespace {

/// Where the markings are: float [H, W] in 0 … 1.
cv::Mat marking_alpha(CoatPattern pattern, cv::Size size, double head, Rng& rng) {
  const cv::Mat wobble = smooth_noise(size, 0.7 * head, rng);
  switch (pattern) {
    case CoatPattern::kTabby:
      return soft_threshold(waves(size, 0.4 * head, rng.uniform(-25, 25), 2.5 * wobble), 0.25, 0.6);
    case CoatPattern::kBrindle:
      return 0.7 *
             soft_threshold(waves(size, 0.28 * head, rng.uniform(-30, 30), 4 * wobble), 0.3, 0.9);
    case CoatPattern::kSpotted:
      return soft_threshold(smooth_noise(size, 0.22 * head, rng), 0.35, 0.3);
    case CoatPattern::kPatches: {
      const cv::Mat patches = smooth_noise(size, 1.6 * head, rng) + 0.15 * wobble;
      return soft_threshold(patches, rng.uniform(-0.1, 0.3), 0.06);
    }
    case CoatPattern::kSolid:
    case CoatPattern::kPoints: break;
  }
  return cv::Mat::zeros(size, CV_32F);
}

/// The same shading and hairs for all colours of a coat.
struct Hairs {
  cv::Mat tufts;
  cv::Mat hairs;
};

cv::Mat with_hairs(cv::Mat fur, const Hairs& hairs) {
  modulate(fur, hairs.tufts, 0.12);
  modulate(fur, hairs.hairs, 0.09);
  return fur;
}

}  // namespace

Coat grow_coat(const CoatStyle& style, cv::Size size, double head, Rng& rng) {
  const Colour base = jittered(style.base, 0.05, rng);
  const Colour marking = jittered(style.marking, 0.04, rng);
  const Colour pale = jittered({0.93F, 0.9F, 0.85F}, 0.03, rng);
  const int hair = std::max(3, static_cast<int>(0.12 * head));
  const Hairs hairs{
      smooth_noise(size, 0.3 * head, rng),
      grain_noise(size, rng.chance(0.5) ? cv::Size(2, hair) : cv::Size(hair, 2), rng)};

  Coat coat;
  coat.main = plain(size, base);
  blend(coat.main, marking, marking_alpha(style.pattern, size, head, rng));
  coat.main = with_hairs(coat.main, hairs);
  coat.pale = rng.chance(style.pale_chest) ? with_hairs(plain(size, pale), hairs) : coat.main;
  coat.extremities =
      style.pattern == CoatPattern::kPoints ? with_hairs(plain(size, marking), hairs) : coat.main;
  return coat;
}

}  // namespace petseg
