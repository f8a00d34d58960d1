#include "sources/synthetic/camera.h"

#include <opencv2/imgproc.hpp>

#include "sources/synthetic/texture.h"

namespace petseg {
namespace {

/// Light from one side, shade of things that are not in the photo, and darker corners.
void light_unevenly(cv::Mat& image, Rng& rng) {
  const cv::Size size = image.size();
  const double strength = rng.uniform(0.0, 0.3);
  const double direction = rng.uniform(0, 360);
  cv::Mat light = strength * waves(size, 2.6 * size.width, direction, {});
  if (rng.chance(0.4)) {
    const cv::Mat shade = smooth_noise(size, rng.uniform(0.15, 0.6) * size.width, rng);
    const double darkness = rng.uniform(0.1, 0.45);
    light -= darkness * soft_threshold(shade, 0.1, rng.uniform(0.1, 0.8));
  }
  modulate(image, light, 1);
}

/// Exposure, contrast, saturation and colour cast.
void expose(cv::Mat& image, Rng& rng) {
  const auto exposure = static_cast<float>(rng.uniform(0.7, 1.4));
  const auto contrast = static_cast<float>(rng.uniform(0.75, 1.35));
  const auto saturation = static_cast<float>(rng.chance(0.04) ? 0 : rng.uniform(0.55, 1.25));
  const auto warmth = static_cast<float>(0.08 * rng.normal());
  const auto green = static_cast<float>(0.02 * rng.normal());
  const Colour gain = exposure * Colour{1 + warmth, 1 + green, 1 - warmth};
  for (int y = 0; y < image.rows; ++y) {
    auto* row = image.ptr<Colour>(y);
    for (int x = 0; x < image.cols; ++x) {
      const Colour lit = row[x].mul(gain);
      const float grey = 0.3F * lit[0] + 0.59F * lit[1] + 0.11F * lit[2];
      const Colour level = Colour::all(grey) + saturation * (lit - Colour::all(grey));
      row[x] = Colour::all(0.45F) + contrast * (level - Colour::all(0.45F));
    }
  }
}

void add_noise(cv::Mat& image, Rng& rng) {
  const double strength = 0.06 * rng.uniform() * rng.uniform();
  // Noise of sensors is finer than that of compressed photos.
  const cv::Size grain = rng.chance(0.5) ? cv::Size(1, 1) : cv::Size(2, 2);
  const cv::Mat noise = strength * grain_noise(image.size(), grain, rng);
  for (int y = 0; y < image.rows; ++y) {
    auto* row = image.ptr<Colour>(y);
    const auto* value = noise.ptr<float>(y);
    for (int x = 0; x < image.cols; ++x) row[x] += Colour::all(value[x]);
  }
}

}  // namespace

cv::Mat take_photo(cv::Mat scene, Rng& rng) {
  light_unevenly(scene, rng);
  expose(scene, rng);
  if (rng.chance(0.4)) cv::GaussianBlur(scene, scene, {}, rng.uniform(0.4, 1.3));
  add_noise(scene, rng);
  if (rng.chance(0.05)) {
    const double shade = rng.chance(0.5) ? 0.03 : 0.96;
    const int width = cvRound(rng.uniform(0.005, 0.03) * scene.cols);
    cv::rectangle(scene, {0, 0, scene.cols, scene.rows}, cv::Scalar::all(shade), 2 * width + 1);
  }
  cv::Mat photo;
  scene.convertTo(photo, CV_8U, 255);
  return photo;
}

}  // namespace petseg
