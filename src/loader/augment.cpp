#include "petseg/loader/augment.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"

#include "loader/view.h"

namespace petseg {
namespace {

/// What a photo covers at least of the half that it gets, in each direction.
constexpr double kCovered = 0.7;

LabelledPhoto warp_by(const LabelledPhoto& photo, const cv::Matx23d& map, cv::Size size) {
  LabelledPhoto view;
  cv::warpAffine(photo.image, view.image, map, size, cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  cv::warpAffine(photo.mask, view.mask, map, size, cv::INTER_NEAREST, cv::BORDER_REFLECT_101);
  return view;
}

/// From the photo's centre to its animal's, in the photo's pixels.
cv::Vec2d to_animal(const cv::Mat& mask) {
  const cv::Rect box = cv::boundingRect((mask != kBackground) & (mask != kIgnoreLabel));
  if (box.empty()) return {0, 0};
  return {box.x + (box.width - mask.cols) / 2.0, box.y + (box.height - mask.rows) / 2.0};
}

/// A half is far from a photo's shape: one of as many pixels would be seen several times, mirrored
/// above and below.
LabelledPhoto half_of_view(const LabelledPhoto& photo, cv::Size size, const Augmentation& options,
                           Rng& rng) {
  const cv::Size from = photo.mask.size();
  cv::Matx22d turn = random_turn(from, size, options, rng);
  double width = from.width * std::hypot(turn(0, 0), turn(1, 0));
  double height = from.height * std::hypot(turn(0, 1), turn(1, 1));
  const double larger =
      std::max({1.0, kCovered * size.width / width, kCovered * size.height / height});
  turn = turn * larger;
  width *= larger;
  height *= larger;

  cv::Vec2d move = random_shift(size, options, rng) - turn * to_animal(photo.mask);
  const double room_x = std::max(0.0, width - size.width) / 2;
  const double room_y = std::max(0.0, height - size.height) / 2;
  move = {std::clamp(move[0], -room_x, room_x), std::clamp(move[1], -room_y, room_y)};
  return warp_by(photo, view_of(turn, from, size, move), size);
}

}  // namespace

LabelledPhoto warp(const LabelledPhoto& photo, cv::Size size, const Augmentation& options,
                   Rng& rng) {
  const cv::Matx22d turn = random_turn(photo.mask.size(), size, options, rng);
  const cv::Vec2d move = random_shift(size, options, rng);
  return warp_by(photo, view_of(turn, photo.mask.size(), size, move), size);
}

LabelledPhoto side_by_side(const LabelledPhoto& left, const LabelledPhoto& right, int size,
                           const Augmentation& options, Rng& rng) {
  const int line = static_cast<int>(std::lround(size * rng.uniform(0.4, 0.6)));
  const LabelledPhoto one = half_of_view(left, {line, size}, options, rng);
  const LabelledPhoto other = half_of_view(right, {size - line, size}, options, rng);
  LabelledPhoto both;
  cv::hconcat(one.image, other.image, both.image);
  cv::hconcat(one.mask, other.mask, both.mask);
  return both;
}

}  // namespace petseg
