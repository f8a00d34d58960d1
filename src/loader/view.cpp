#include "loader/view.h"

#include <cmath>
#include <numbers>

namespace petseg {

cv::Matx22d random_turn(cv::Size photo, cv::Size view, const Augmentation& options, Rng& rng) {
  const double angle =
      rng.uniform(-options.rotation_deg, options.rotation_deg) * std::numbers::pi / 180;
  const double fit = std::sqrt(static_cast<double>(view.area()) / photo.area());
  const double scale = fit * rng.uniform(options.scale_low, options.scale_high);
  const double aspect = std::sqrt(rng.uniform(options.aspect_low, options.aspect_high));
  const double mirror = rng.chance(options.flip) ? -1 : 1;
  const double sx = mirror * scale * aspect;
  const double sy = scale / aspect;
  return {sx * std::cos(angle), sx * std::sin(angle), -sy * std::sin(angle), sy * std::cos(angle)};
}

cv::Vec2d random_shift(cv::Size view, const Augmentation& options, Rng& rng) {
  const double x = rng.uniform(-options.shift, options.shift) * view.width;
  return {x, rng.uniform(-options.shift, options.shift) * view.height};
}

cv::Matx23d view_of(const cv::Matx22d& turn, cv::Size photo, cv::Size view, const cv::Vec2d& move) {
  const cv::Vec2d from((photo.width - 1) / 2.0, (photo.height - 1) / 2.0);
  const cv::Vec2d to((view.width - 1) / 2.0, (view.height - 1) / 2.0);
  const cv::Vec2d offset = to + move - turn * from;
  return {turn(0, 0), turn(0, 1), offset[0], turn(1, 0), turn(1, 1), offset[1]};
}

}  // namespace petseg
