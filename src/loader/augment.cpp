#include "petseg/loader/augment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"

namespace petseg {
namespace {

constexpr double kPi = 3.14159265358979323846;
/// Share of its view beyond which an animal is not pasted: it would hide all of the other photo.
constexpr double kLargestPasted = 0.6;
/// Among which a pasted animal's place is chosen.
constexpr int kPlaces = 3;

/// Maps the photo onto a view of `size`: its centre to the centre, then as drawn.
cv::Matx23d random_view(const cv::Mat& image, cv::Size size, const Augmentation& options,
                        Rng& rng) {
  const double angle = rng.uniform(-options.rotation_deg, options.rotation_deg) * kPi / 180;
  const double fit = std::sqrt(static_cast<double>(size.area()) / image.size().area());
  const double scale = fit * rng.uniform(options.scale_low, options.scale_high);
  const double aspect = std::sqrt(rng.uniform(options.aspect_low, options.aspect_high));
  const double mirror = rng.chance(options.flip) ? -1 : 1;
  const double sx = mirror * scale * aspect;
  const double sy = scale / aspect;
  cv::Matx23d m(sx * std::cos(angle), sx * std::sin(angle), 0,  //
                -sy * std::sin(angle), sy * std::cos(angle), 0);
  const double cx = (image.cols - 1) / 2.0;
  const double cy = (image.rows - 1) / 2.0;
  const auto place = [&](int length) {
    return (length - 1) / 2.0 + rng.uniform(-options.shift, options.shift) * length;
  };
  m(0, 2) = place(size.width) - m(0, 0) * cx - m(0, 1) * cy;
  m(1, 2) = place(size.height) - m(1, 0) * cx - m(1, 1) * cy;
  return m;
}

/// A move of `animal` (class ids, else 0): of a few, the one after which it covers least of
/// another.
cv::Matx23d free_place(const cv::Mat& taken, const cv::Mat& animal, Rng& rng) {
  const auto offset = [&](int reach) { return std::round(rng.uniform(-reach, reach)); };
  cv::Matx23d best;
  int least = std::numeric_limits<int>::max();
  for (int i = 0; i < kPlaces; ++i) {
    const cv::Matx23d move(1, 0, offset(2 * animal.cols / 5), 0, 1, offset(animal.rows / 4));
    cv::Mat moved;
    cv::warpAffine(animal, moved, move, animal.size(), cv::INTER_NEAREST);
    const int hidden = cv::countNonZero(moved & taken);
    if (hidden >= least) continue;
    least = hidden;
    best = move;
  }
  return best;
}

std::uint8_t to_level(float value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F);
}

}  // namespace

LabelledPhoto warp(const LabelledPhoto& photo, cv::Size target, const Augmentation& options,
                   Rng& rng) {
  const cv::Matx23d m = random_view(photo.image, target, options, rng);
  LabelledPhoto view;
  cv::warpAffine(photo.image, view.image, m, target, cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  cv::warpAffine(photo.mask, view.mask, m, target, cv::INTER_NEAREST, cv::BORDER_REFLECT_101);
  return view;
}

LabelledPhoto side_by_side(const LabelledPhoto& left, const LabelledPhoto& right, int size,
                           const Augmentation& options, Rng& rng) {
  const int line = static_cast<int>(std::lround(size * rng.uniform(0.4, 0.6)));
  const LabelledPhoto one = warp(left, {line, size}, options, rng);
  const LabelledPhoto other = warp(right, {size - line, size}, options, rng);
  LabelledPhoto both;
  cv::hconcat(one.image, other.image, both.image);
  cv::hconcat(one.mask, other.mask, both.mask);
  return both;
}

void paste_animal(LabelledPhoto& photo, const LabelledPhoto& other, Rng& rng) {
  cv::Mat animal = other.mask.clone();
  animal.setTo(kBackground, animal == kIgnoreLabel);
  if (cv::countNonZero(animal) > kLargestPasted * static_cast<double>(animal.total())) return;
  const cv::Matx23d move = free_place(photo.mask, animal, rng);
  cv::Mat image;
  cv::Mat mask;
  // The border is repeated: the blended edge reaches beyond an animal that its frame cuts off.
  cv::warpAffine(other.image, image, move, photo.image.size(), cv::INTER_LINEAR,
                 cv::BORDER_REPLICATE);
  cv::warpAffine(animal, mask, move, photo.mask.size(), cv::INTER_NEAREST);

  cv::Mat alpha;
  cv::GaussianBlur(mask > 0, alpha, cv::Size(7, 7), 1.0);
  for (int y = 0; y < photo.image.rows; ++y) {
    auto* under = photo.image.ptr<cv::Vec3b>(y);
    const auto* over = image.ptr<cv::Vec3b>(y);
    const auto* a = alpha.ptr<std::uint8_t>(y);
    for (int x = 0; x < photo.image.cols; ++x) {
      for (int c = 0; c < 3; ++c) {
        under[x][c] =
            static_cast<std::uint8_t>((over[x][c] * a[x] + under[x][c] * (255 - a[x])) / 255);
      }
    }
  }
  mask.copyTo(photo.mask, mask);
}

void recolour(cv::Mat& image, const Augmentation& options, Rng& rng) {
  const auto brightness =
      static_cast<float>(rng.uniform(options.brightness_low, options.brightness_high));
  const auto contrast =
      static_cast<float>(rng.uniform(options.contrast_low, options.contrast_high));
  const auto saturation =
      static_cast<float>(rng.uniform(options.saturation_low, options.saturation_high));
  std::array<float, 3> cast{};
  for (float& shift : cast) {
    shift = static_cast<float>(rng.uniform(-options.channel_shift, options.channel_shift));
  }

  const cv::Scalar means = cv::mean(image);
  const float mean = brightness * static_cast<float>((means[0] + means[1] + means[2]) / 3);
  const float gain = brightness * contrast;
  const float lift = mean * (1 - contrast);
  for (int y = 0; y < image.rows; ++y) {
    auto* row = image.ptr<cv::Vec3b>(y);
    for (int x = 0; x < image.cols; ++x) {
      cv::Vec3b& pixel = row[x];
      const float grey = static_cast<float>(pixel[0] + pixel[1] + pixel[2]) / 3;
      for (int c = 0; c < 3; ++c) {
        const float level = grey + (static_cast<float>(pixel[c]) - grey) * saturation;
        pixel[c] = to_level(level * gain + lift + cast[c]);
      }
    }
  }

  if (rng.chance(options.blur)) {
    cv::GaussianBlur(image, image, cv::Size(0, 0), rng.uniform(0.5, 1.5));
  }
  if (rng.chance(options.noise)) {
    const double sigma = rng.uniform(3, 15);
    for (int y = 0; y < image.rows; ++y) {
      auto* row = image.ptr<std::uint8_t>(y);
      for (int x = 0; x < 3 * image.cols; ++x) {
        row[x] = to_level(static_cast<float>(row[x] + sigma * rng.normal()));
      }
    }
  }
}

}  // namespace petseg
